/**
 * A run from end to end: read → difference → report → apply, a transaction per school → audit. Until the
 * whole delivery is read and compared, nothing is written but the run itself.
 */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { uuidv7 } from '#kernel/ids';
import { writeAudit } from '#platform/audit';
import type { Database } from '#platform/database';
import { PreauError } from '#platform/failure';
import { apply } from './apply.ts';
import { openDelivery } from './delivery.ts';
import { recordDuplicates } from './duplicates.ts';
import { plan } from './plan/index.ts';
import { readDelivery } from './read.ts';
import { COUNTED, makeReport, tooManyDepartures, type Counted, type Report, type Tally, type TooManyDepartures } from './report.ts';
import { followSearch } from './refresh.ts';
import { withStaging } from './staging.ts';

export interface ImportOptions {
	/** Folder, zip or tar.gz. */
	path: string;
	/** Compare and report, write nothing. */
	dryRun?: boolean;
	/** Per cent of a school's people that may leave in one run. */
	maxDepartures?: number;
	/** Who asked, for the audit trail. */
	by?: { id: string | null; label: string };
}

/** What `import aaf --json` prints, and nothing else. */
export type ImportSummary = {
	/** Null for a dry run. */
	run: number | null;
	dryRun: boolean;
	links: { created: number; removed: number };
	ignored: Report['ignored'];
	rejected: Report['rejected'];
	durationMs: number;
	peakMemoryBytes: number;
} & Record<Counted, Tally>;

export interface ImportResult {
	summary: ImportSummary;
	report: Report;
	mode: 'complete' | 'delta';
	status: 'applied' | 'refused' | 'planned';
	/** Why it was refused, or would be. */
	refused: TooManyDepartures | null;
}

export const DEFAULT_MAX_DEPARTURES = 10;

/**
 * Import a delivery. A refusal for too many departures is a result (`status: 'refused'`); a delivery that
 * cannot be read throws `PreauError`, and has changed nothing.
 */
export async function importAaf(database: Database, options: ImportOptions): Promise<ImportResult> {
	const started = performance.now();
	const maxDepartures = options.maxDepartures ?? DEFAULT_MAX_DEPARTURES;
	return withStaging(database, async (client) => {
		const { rows: sources } = await client.query<{ source: string }>('select distinct source from directory.source_structure');
		const delivery = await openDelivery(
			options.path,
			sources.map((row) => row.source)
		);
		const run = options.dryRun ? null : await begin(client, delivery.mode, { maxDepartures });
		try {
			const read = await readDelivery(client, delivery);
			await plan(
				client,
				read,
				delivery.files.map((file) => file.name),
				await mustRepair(client, run)
			);
			const report = await makeReport(client, read);
			const refused = tooManyDepartures(report, maxDepartures);
			const status = options.dryRun ? 'planned' : refused ? 'refused' : 'applied';
			if (run !== null) {
				if (status === 'applied') {
					const search = followSearch(database);
					await apply(client, run, (school) => {
						if (school.onlyArrivals) search.arrived(school.id);
					});
					await recordDuplicates(client, run);
					await search.finish(client);
				}
				await client.query('set synchronous_commit = on');
				await client.query(`update directory.import_run set status = $2, finished_at = now(), report = $3, reason = $4 where id = $1`, [
					run,
					status,
					JSON.stringify(report),
					refused ? sentenceOf(refused, maxDepartures) : null
				]);
				await audit(database, run, options.by, status === 'applied', report);
			}
			return { summary: summarise(report, run, started), report, mode: delivery.mode, status, refused };
		} catch (error) {
			if (run !== null) {
				const reason = error instanceof PreauError ? error.message : 'erreur inattendue';
				await client.query(`update directory.import_run set status = 'failed', finished_at = now(), reason = $2 where id = $1`, [run, reason]).catch(() => undefined);
			}
			throw error;
		}
	});
}

export function sentenceOf(refused: TooManyDepartures, most: number): string {
	return `${refused.school} perdrait ${refused.leaving} ${refused.who} sur ${refused.of} (${String(refused.share).replace('.', ',')} %, au plus ${most} %).`;
}

async function begin(client: pg.PoolClient, mode: string, options: Record<string, unknown>): Promise<number> {
	// We hold the lock of imports: what still says « planned » was interrupted.
	await client.query(`update directory.import_run set status = 'failed', finished_at = now(), reason = 'interrompu' where status = 'planned'`);
	const {
		rows: [row]
	} = await client.query<{ id: number }>(`insert into directory.import_run (kind, mode, status, options) values ('aaf', $1, 'planned', $2) returning id`, [
		mode,
		JSON.stringify(options)
	]);
	if (!row) throw new Error('no run');
	return row.id;
}

/** Did the run before this one stop half-way? Then unchanged records are not taken as done. */
async function mustRepair(client: pg.PoolClient, run: number | null): Promise<boolean> {
	const {
		rows: [last]
	} = await client.query<{ half: boolean }>(
		`select r.status in ('failed', 'planned') and exists (select 1 from directory.import_change c where c.run_id = r.id) as half
		from directory.import_run r where r.id <> coalesce($1, -1) and r.status <> 'refused' order by r.id desc limit 1`,
		[run]
	);
	return last?.half ?? false;
}

async function audit(database: Database, run: number, by: ImportOptions['by'], done: boolean, report: Report): Promise<void> {
	const now = new Date();
	const { pupils, guardians, staff } = report;
	const sum = (column: keyof Tally) => pupils[column] + guardians[column] + staff[column];
	await database.system((db) =>
		writeAudit(db, {
			id: uuidv7(now, randomBytes),
			at: now,
			command: 'directory.import',
			actorId: by?.id ?? null,
			actorLabel: by?.label ?? 'import',
			subject: { type: 'import-run', id: String(run) },
			outcome: done ? 'done' : 'refused',
			refusalCode: done ? null : 'too-many-departures',
			details: { created: sum('created'), updated: sum('updated'), suspended: sum('suspended'), restored: sum('restored'), rejected: report.rejected.length }
		})
	);
}

function summarise(report: Report, run: number | null, started: number): ImportSummary {
	const tallies = Object.fromEntries(COUNTED.map((what) => [what, report[what]])) as Record<Counted, Tally>;
	return {
		run,
		dryRun: run === null,
		...tallies,
		links: { created: report.links.created, removed: report.links.removed },
		ignored: report.ignored,
		rejected: report.rejected,
		durationMs: Math.round(performance.now() - started),
		// Kibibytes on Linux.
		peakMemoryBytes: process.resourceUsage().maxRSS * 1024
	};
}
