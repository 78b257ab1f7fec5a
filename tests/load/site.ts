/** What is measured in: PostgreSQL in a folder of its own, houses in it, all taken away at the end. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { App } from '#app';
import { loadConfig } from '#platform/config';
import { addresses, embedded, startServer } from '#platform/installation';
import { migrate } from '#platform/migrate';
import { connection, signalStop, superuser } from '#platform/postgres';
import { ensureRoles, OWNER, rolePassword } from '#platform/roles';
import { composeApp } from '../../src/processes/compose.ts';

export function say(line = ''): void {
	process.stdout.write(line + '\n');
}

/** Of numbers in ascending order. */
export const quantile = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;

export const median = (values: readonly number[]): number =>
	quantile(
		values.toSorted((a, b) => a - b),
		0.5
	);

/** `name` says whose folder it is. Processes that are started from here find it. */
export async function openSite(name: string) {
	const data = mkdtempSync(join(tmpdir(), `preau-bench-${name}-`));
	Object.assign(process.env, { PREAU_DATA: data, PREAU_LOG: 'error' });
	const config = loadConfig();
	const local = embedded(config);
	const server = await startServer(local);
	const houses: { app: App; admin: pg.Pool }[] = [];
	return {
		data,
		config,
		/** Of PostgreSQL. */
		pid: server.pid ?? 0,
		/** A migrated database, as its superuser and as the app. */
		async house(database: string, connections: number) {
			await ensureRoles(config, connection(local, superuser, local.superuserPassword, 'postgres'), database);
			await migrate(connection(local, OWNER, rolePassword(config, OWNER), database));
			const admin = new pg.Pool({ ...connection(local, superuser, local.superuserPassword, database), max: 1 });
			// The server may end it first.
			admin.on('error', () => undefined);
			const house = { name: database, admin, app: composeApp(config, addresses(config, database), { process: 'bench', connections }) };
			houses.push(house);
			return house;
		},
		async close() {
			for (const { app, admin } of houses) {
				await app.close();
				await admin.end();
			}
			const gone = once(server, 'exit');
			signalStop(server.pid ?? 0, 'fast');
			await gone;
			rmSync(data, { recursive: true, force: true });
		}
	};
}
