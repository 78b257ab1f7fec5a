/**
 * A database of its own for a test file, cloned from the migrated template, with the app composed on it:
 * the real kernel, roles, row level security and password hashing. Nothing of ours is mocked.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import type { App } from '#app';
import { loadConfig, type Config } from '#platform/config';
import { addresses, embedded, type Addresses } from '#platform/installation';
import { connection, superuser, type ConnectionOptions } from '#platform/postgres';
import { composeApp } from '../../src/processes/compose.ts';
import { TEMPLATE } from './global-setup.ts';

export interface TestApp {
	app: App;
	config: Config;
	addresses: Addresses;
	/** Superuser on the same database, to look behind every wall. */
	admin: pg.Pool;
	/** Set the time the app believes it is; null for the real one. */
	setNow(now: Date | null): void;
}

/** Call at the top of a test file: gives the app once its tests run. `settings` are asked for then: what the environment says. */
export function useTestApp(settings: () => NodeJS.ProcessEnv = () => ({})): TestApp {
	const test = {} as TestApp;
	let now: Date | null = null;
	const name = `t_${randomBytes(6).toString('hex')}`;
	beforeAll(async () => {
		const config = loadConfig({ PREAU_DATA: inject('data'), ...settings() });
		await onServer(config, `create database ${name} template ${TEMPLATE}`);
		const where = addresses(config, name);
		const app = composeApp(config, where, {
			process: 'test',
			connections: 4,
			clock: { now: () => now ?? new Date(), random: (bytes) => randomBytes(bytes) }
		});
		const admin = new pg.Pool({ ...adminOf(config, name), max: 2 });
		// Dropping the database at the end may meet a connection that is still closing: not an error of the test.
		admin.on('error', () => undefined);
		Object.assign(test, {
			app,
			config,
			addresses: where,
			admin,
			setNow: (to: Date | null) => {
				now = to;
			}
		});
	});
	afterAll(async () => {
		await test.app.close();
		await test.admin.end();
		await onServer(test.config, `drop database ${name} with (force)`);
	});
	return test;
}

function adminOf(config: Config, database: string): ConnectionOptions {
	const local = embedded(config);
	return connection(local, superuser, local.superuserPassword, database);
}

async function onServer(config: Config, statement: string): Promise<void> {
	const client = new pg.Client(adminOf(config, 'postgres'));
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
