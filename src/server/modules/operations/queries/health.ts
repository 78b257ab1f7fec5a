import { statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Db } from '#kernel/context';
import { query } from '#kernel/definition';
import { migrations } from '#platform/migrate';
import { operators } from '../policy.ts';
import { jobCounts } from './job-counts.ts';

/** A process that has said nothing for this long is not alive. Seconds; it speaks every ten. */
export const SILENT_AFTER = 35;

export interface Check {
	name: 'database' | 'migrations' | 'web' | 'worker' | 'disk' | 'jobs' | 'outbox' | 'import' | 'mail';
	state: 'ok' | 'warning' | 'danger';
	/** Figures for the sentence of this check. */
	values: Record<string, number | string | null>;
}

/** Is everything running, and is anything piling up? */
export const health = query({
	name: 'operations.health',
	summary: 'State of the installation: database, processes, disk, jobs, last import',
	as: 'system',
	input: v.object({}),
	allow: operators,
	trial: () => ({}),
	async run(ctx): Promise<{ checks: Check[] }> {
		const config = ctx.ports.config;
		const [database, pending, processes, outbox, jobs, lastImport, disk] = await Promise.all([
			databaseFacts(ctx.db),
			pendingMigrations(ctx.db),
			alive(ctx.db, ctx.now),
			outboxFacts(ctx.db),
			jobCounts(ctx.db),
			latestImport(ctx.db),
			statfs(config.data).then((found) => ({ free: found.bavail * found.bsize, total: found.blocks * found.bsize }))
		]);
		const web = processes.filter((one) => one.process === 'web').length;
		const worker = processes.filter((one) => one.process === 'worker').length;
		const sum = (state: string) => jobs.filter((one) => one.state === state).reduce((total, one) => total + one.count, 0);
		const oldest = Math.max(0, ...jobs.filter((one) => one.state === 'waiting').map((one) => one.oldestSeconds));
		const share = disk.free / disk.total;
		const importDays = lastImport ? Math.floor((ctx.now.getTime() - lastImport.getTime()) / 86_400_000) : null;
		const checks: Check[] = [
			{ name: 'database', state: database.connections > database.most * 0.85 ? 'warning' : 'ok', values: database },
			{ name: 'migrations', state: pending > 0 ? 'danger' : 'ok', values: { pending } },
			{ name: 'web', state: web === 0 ? 'danger' : 'ok', values: { count: web } },
			{ name: 'worker', state: worker === 0 ? 'danger' : 'ok', values: { count: worker } },
			{ name: 'disk', state: share < 0.05 ? 'danger' : share < 0.15 ? 'warning' : 'ok', values: disk },
			{ name: 'jobs', state: sum('failed') > 0 || oldest > 600 ? 'warning' : 'ok', values: { waiting: sum('waiting'), failed: sum('failed'), oldestSeconds: oldest } },
			{ name: 'outbox', state: outbox.oldestSeconds > 60 ? 'danger' : 'ok', values: outbox },
			{ name: 'import', state: importDays === null || importDays > 7 ? 'warning' : 'ok', values: { days: importDays } },
			{ name: 'mail', state: config.smtpUrl === null ? 'warning' : 'ok', values: {} }
		];
		return { checks };
	}
});

async function databaseFacts(db: Db) {
	const { rows } = await sql<{ version: string; bytes: number; connections: number; most: number }>`
		select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
			(select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
			current_setting('max_connections')::int as most`.execute(db);
	return rows[0] ?? { version: '', bytes: 0, connections: 0, most: 1 };
}

async function pendingMigrations(db: Db): Promise<number> {
	const done = new Set((await db.selectFrom('core.migration').select('name').execute()).map((row) => row.name));
	return migrations().filter((one) => !done.has(one.name)).length;
}

async function alive(db: Db, now: Date) {
	return db
		.selectFrom('operations.sample')
		.select(['process', 'pid'])
		.distinct()
		.where('at', '>', new Date(now.getTime() - SILENT_AFTER * 1000))
		.execute();
}

async function outboxFacts(db: Db) {
	const { rows } = await sql<{ waiting: number; oldestSeconds: number }>`
		select count(*)::int as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::int as "oldestSeconds"
		from core.outbox where start_after is null or start_after <= now()`.execute(db);
	return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
}

async function latestImport(db: Db): Promise<Date | null> {
	const { rows } = await sql<{ at: Date | null }>`select max(finished_at) as at from directory.import_run where status = 'applied'`.execute(db);
	return rows[0]?.at ?? null;
}
