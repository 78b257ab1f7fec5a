/** People in a house that runs, and what its operator sees: for tests and loads that come in by its door. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { App } from '#app';
import { loadConfig } from '#platform/config';
import { addresses, embedded } from '#platform/installation';
import { connection, superuser } from '#platform/postgres';
import { composeApp } from '../../src/processes/compose.ts';
import type { House } from './house.ts';
import { createWorld, type World } from './world.ts';

export interface HouseWorld {
	/** Composed in this process on the same database. */
	app: App;
	/** Superuser on it. */
	admin: pg.Pool;
	world: World;
	close(): Promise<void>;
}

/** A production house needs a secret before its first start. */
export function giveSecret(house: House): void {
	writeFileSync(join(house.data, 'secret'), randomBytes(32).toString('base64') + '\n', { mode: 0o600 });
}

/** Once the house answers. */
export async function peopleIn(house: House): Promise<HouseWorld> {
	const config = loadConfig({ PREAU_DATA: house.data, PREAU_ORIGIN: house.origin });
	const app = composeApp(config, addresses(config), { process: 'test', connections: 2 });
	const local = embedded(config);
	const admin = new pg.Pool({ ...connection(local, superuser, local.superuserPassword, 'preau'), max: 2 });
	// A killed server ends its idle connections; the pool makes new ones.
	admin.on('error', () => undefined);
	const world = await createWorld({ app, admin });
	return {
		app,
		admin,
		world,
		async close() {
			await app.close();
			await admin.end();
		}
	};
}
