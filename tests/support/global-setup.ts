/**
 * Once a test run: an embedded PostgreSQL in a temporary folder and a migrated template database, from
 * which each test file clones its own in a few milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '#platform/config';
import { embedded, startServer } from '#platform/installation';
import { migrateJobs } from '#platform/jobs';
import { migrate } from '#platform/migrate';
import { connection, signalStop, superuser } from '#platform/postgres';
import { ensureRoles, OWNER, rolePassword, SYSTEM } from '#platform/roles';

export const TEMPLATE = 'preau_template';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Data folder of the run. */
		data: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const data = mkdtempSync(join(tmpdir(), 'preau-test-'));
	const config = loadConfig({ PREAU_DATA: data });
	const local = embedded(config);
	const server = await startServer(local);
	await ensureRoles(config, connection(local, superuser, local.superuserPassword, 'postgres'), TEMPLATE);
	const owner = connection(local, OWNER, rolePassword(config, OWNER), TEMPLATE);
	await migrate(owner);
	await migrateJobs(owner, [], SYSTEM);
	project.provide('data', data);
	return async () => {
		const gone = once(server, 'exit');
		signalStop(server.pid ?? 0, 'fast');
		await gone;
		rmSync(data, { recursive: true, force: true });
	};
}
