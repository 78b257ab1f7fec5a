/**
 * Database roles. The owner owns the schemas and migrates; the two others neither own tables nor bypass
 * row level security: `preau_app` sees what the actor's settings let it see, `preau_system` is for what
 * happens before there is an actor (login) and for jobs, and is named in a policy of its own.
 */
import pg from 'pg';
import { deriveKey, type Config } from './config.ts';
import type { ConnectionOptions } from './postgres.ts';

export const OWNER = 'preau_owner';
export const APP = 'preau_app';
export const SYSTEM = 'preau_system';
export type RoleName = typeof OWNER | typeof APP | typeof SYSTEM;

export function rolePassword(config: Config, role: string): string {
	return deriveKey(config, `database:${role}`).toString('base64url');
}

/** Create roles and database on a server we hold the superuser of. Can be run again. */
export async function ensureRoles(config: Config, admin: ConnectionOptions, database: string): Promise<void> {
	const client = new pg.Client({ ...admin, database: 'postgres' });
	await client.connect();
	try {
		for (const role of [OWNER, APP, SYSTEM]) {
			const exists = await client.query('select 1 from pg_roles where rolname = $1', [role]);
			const password = pg.escapeLiteral(rolePassword(config, role));
			const verb = exists.rowCount ? 'alter' : 'create';
			await client.query(`${verb} role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls password ${password}`);
		}
		const there = await client.query('select 1 from pg_database where datname = $1', [database]);
		if (!there.rowCount) {
			await client.query(`create database ${pg.escapeIdentifier(database)} owner ${OWNER}`);
			await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from public`);
			await client.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${APP}, ${SYSTEM}`);
		}
	} finally {
		await client.end();
	}
}
