/**
 * Forward-only SQL migrations, each module's in its own folder, in the order of `MODULES`. Run by the
 * owner under an advisory lock, each file in one transaction, remembered with its checksum.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PreauError } from './failure.ts';
import type { ConnectionOptions } from './postgres.ts';

/** A module may name tables of those before it in foreign keys and views, never of those after it. */
export const MODULES = ['directory', 'identity', 'notifications', 'publications', 'files', 'messaging', 'assignments', 'operations'] as const;

const LOCK = 0x70726561; // « prea »

export interface Migration {
	name: string;
	sql: string;
	checksum: string;
}

/** Every migration file, in the order they run. */
export function migrations(): Migration[] {
	const server = join(fileURLToPath(new URL('.', import.meta.url)), '..');
	const folders = [['platform', join(server, 'platform/migrations')], ...MODULES.map((name) => [name, join(server, 'modules', name, 'migrations')])] as [string, string][];
	return folders.flatMap(([module, folder]) => {
		if (!existsSync(folder)) return [];
		return readdirSync(folder)
			.filter((file) => file.endsWith('.sql'))
			.sort()
			.map((file) => {
				const sql = readFileSync(join(folder, file), 'utf8');
				return { name: `${module}/${file}`, sql, checksum: createHash('sha256').update(sql).digest('hex') };
			});
	});
}

/** Bring the database up to date. Returns the names of the migrations that were run. */
export async function migrate(owner: ConnectionOptions, log: (name: string) => void = () => undefined): Promise<string[]> {
	const client = new pg.Client(owner);
	await client.connect();
	const done: string[] = [];
	try {
		await client.query('select pg_advisory_lock($1)', [LOCK]);
		await client.query(`create schema if not exists core`);
		await client.query(`create table if not exists core.migration (
			name text primary key, checksum text not null, run_at timestamptz not null default now())`);
		const known = new Map((await client.query<{ name: string; checksum: string }>('select name, checksum from core.migration')).rows.map((row) => [row.name, row.checksum]));
		for (const migration of migrations()) {
			const before = known.get(migration.name);
			if (before === migration.checksum) continue;
			if (before !== undefined) {
				throw new PreauError(`La migration ${migration.name} a changé depuis qu'elle a été appliquée.`, 'Une migration ne se modifie pas : ajoutez-en une nouvelle.');
			}
			log(migration.name);
			await client.query('begin');
			try {
				await client.query(migration.sql);
				await client.query('insert into core.migration (name, checksum) values ($1, $2)', [migration.name, migration.checksum]);
				await client.query('commit');
			} catch (error) {
				await client.query('rollback');
				throw new PreauError(`La migration ${migration.name} a échoué : ${(error as Error).message}`);
			}
			done.push(migration.name);
		}
	} finally {
		await client.end();
	}
	return done;
}

/** Names of migrations that the database lacks. */
export async function pendingMigrations(connection: ConnectionOptions): Promise<string[]> {
	const client = new pg.Client(connection);
	await client.connect();
	try {
		const there = await client.query<{ exists: boolean }>(`select to_regclass('core.migration') is not null as exists`);
		if (!there.rows[0]?.exists) return migrations().map((one) => one.name);
		const known = new Set((await client.query<{ name: string }>('select name from core.migration')).rows.map((row) => row.name));
		return migrations()
			.map((one) => one.name)
			.filter((name) => !known.has(name));
	} finally {
		await client.end();
	}
}
