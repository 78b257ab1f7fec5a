import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { page, whole } from '#kernel/input';
import type { Report, SchoolEvent } from '#modules/directory';
import { operators } from '../policy.ts';

const PER_PAGE = 25;

interface Run {
	id: number;
	kind: string;
	mode: string | null;
	status: string;
	startedAt: Date;
	finishedAt: Date | null;
	reason: string | null;
}

const columns = sql`id, kind, mode, status, started_at as "startedAt", finished_at as "finishedAt", reason`;

/** Runs of the directory import, the newest first. */
export const imports = query({
	name: 'operations.imports',
	summary: 'Runs of the directory import, the newest first',
	input: v.object({ page }),
	allow: operators,
	trial: () => ({}),
	async run(ctx, input) {
		const [runs, count] = await Promise.all([
			sql<Run>`select ${columns} from directory.import_run order by id desc limit ${PER_PAGE} offset ${(input.page - 1) * PER_PAGE}`.execute(ctx.db),
			sql<{ total: number }>`select count(*)::int as total from directory.import_run`.execute(ctx.db)
		]);
		const total = count.rows[0]?.total ?? 0;
		return { runs: runs.rows, total, page: input.page, pages: Math.max(1, Math.ceil(total / PER_PAGE)) };
	}
});

/** The figures of a report: numbers by kind. Names of people are the schools' to read, not the operator's. */
export interface Figures {
	kind: string;
	created: number;
	updated: number;
	unchanged: number;
	suspended: number;
	restored: number;
}
const KINDS = ['structures', 'classes', 'groups', 'pupils', 'guardians', 'staff'];

export const importRun = query({
	name: 'operations.import',
	summary: 'One run of the directory import, in figures',
	input: v.object({ id: whole(1, 2_147_483_647) }),
	allow: operators,
	trial: () => ({ id: 1 }),
	async run(ctx, input) {
		const found = await sql<
			Run & { report: (Record<string, unknown> & Partial<Pick<Report, 'schools' | 'rejected'>>) | null }
		>`select ${columns}, report from directory.import_run where id = ${input.id}`.execute(ctx.db);
		const row = found.rows[0];
		if (!row) return refuse('not-found');
		const { report, ...run } = row;
		return { ...run, figures: figuresOf(report), rejected: report?.rejected ?? [], schools: schoolsOf(report) };
	}
});

function figuresOf(report: Record<string, unknown> | null): Figures[] {
	return KINDS.flatMap((kind) => {
		const counts = report?.[kind];
		if (typeof counts !== 'object' || counts === null) return [];
		const number = (name: string) => Number((counts as Record<string, unknown>)[name] ?? 0) || 0;
		return [{ kind, created: number('created'), updated: number('updated'), unchanged: number('unchanged'), suspended: number('suspended'), restored: number('restored') }];
	});
}

/** What the run changes in each school, in numbers. */
export interface SchoolFigures {
	name: string;
	uai: string | null;
	counts: Partial<Record<SchoolEvent, number>>;
}

function schoolsOf(report: Partial<Pick<Report, 'schools'>> | null): SchoolFigures[] {
	return (report?.schools ?? []).map(({ name, uai, events }) => ({
		name,
		uai,
		counts: Object.fromEntries(Object.entries(events).map(([what, event]) => [what, event.count]))
	}));
}
