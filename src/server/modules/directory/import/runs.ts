/** Runs that were made, for the command line and the operator's page. */
import type { Db } from '#kernel/context';
import type { RunStatus } from '../tables-import.ts';
import type { Report } from './report.ts';
import '../tables.ts';

export interface RunLine {
	run: number;
	kind: 'aaf' | 'csv';
	mode: 'complete' | 'delta' | null;
	status: RunStatus;
	startedAt: string;
	finishedAt: string | null;
	/** Why it was refused or failed. */
	reason: string | null;
}

export interface RunDetail extends RunLine {
	report: Report | null;
}

const COLUMNS = ['id', 'kind', 'mode', 'status', 'started_at', 'finished_at', 'reason'] as const;

function line(row: { id: number; kind: 'aaf' | 'csv'; mode: RunLine['mode']; status: RunStatus; started_at: Date; finished_at: Date | null; reason: string | null }): RunLine {
	return {
		run: row.id,
		kind: row.kind,
		mode: row.mode,
		status: row.status,
		startedAt: row.started_at.toISOString(),
		finishedAt: row.finished_at?.toISOString() ?? null,
		reason: row.reason
	};
}

/** The last runs, the latest first. */
export async function listRuns(db: Db, limit = 30): Promise<RunLine[]> {
	const rows = await db.selectFrom('directory.import_run').select(COLUMNS).orderBy('id', 'desc').limit(limit).execute();
	return rows.map(line);
}

export async function showRun(db: Db, run: number): Promise<RunDetail | null> {
	const row = await db
		.selectFrom('directory.import_run')
		.select([...COLUMNS, 'report'])
		.where('id', '=', run)
		.executeTakeFirst();
	return row ? { ...line(row), report: row.report as Report | null } : null;
}
