/**
 * Once a test run: a temporary folder of its own, an embedded PostgreSQL in it and a migrated template database, from
 * which each test file clones its own in a few milliseconds.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
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
	// Whatever a test leaves in the temporary folder is in one of this run, and goes with it. Who runs PostgreSQL writes there too.
	const temporary = mkdtempSync(join(tmpdir(), 'preau-tests-'));
	chmodSync(temporary, 0o1777);
	process.env.TMPDIR = temporary;
	const data = mkdtempSync(join(temporary, 'data-'));
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
		rmSync(temporary, { recursive: true, force: true });
	};
}
