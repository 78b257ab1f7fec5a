import { teacherName } from '../names.ts';
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, page } from '#kernel/input';
import { provided } from '#kernel/policy';
import { ownOf, targetsOf } from '../for-whom.ts';
import { mayAskFor } from '../given.ts';
import { datesFor, families, windowAt, type Window } from '../policy.ts';
import type { AssignmentKind, Expected } from '../tables.ts';
import { schoolYear } from '../years.ts';

const PER_PAGE = 30;

/** To hand in; handed in and not yet back; back with its correction; and what is his of the years before. */
export const SHELVES = ['to-do', 'handed-in', 'returned', 'past'] as const;
type Shelf = (typeof SHELVES)[number];

export interface ToDo {
	id: string;
	kind: AssignmentKind;
	title: string;
	subject: string;
	teacher: string;
	expects: Expected[];
	minutes: number | null;
	/** Its school year: 2026 for 2026-2027. */
	year: number;
	/** With the pupil's own extension. */
	dueAt: Date | null;
	cutoffAt: Date | null;
	window: Window;
	/** Something is prepared, or on its way. */
	begun: 'draft' | 'sending' | null;
	handedInAt: Date | null;
	late: boolean;
	onPaper: boolean;
	/** Of what came back; a level from 1 to 4 where the work is marked so. */
	returned: { at: Date; points: number | null; mostPoints: number | null; excerpt: string; verdict: 'accepted' | 'revise' | null; seen: boolean } | null;
}

interface Row extends Omit<ToDo, 'window' | 'returned'> {
	opensAt: Date;
	moreDue: Date | null;
	moreCutoff: Date | null;
	returnedAt: Date | null;
	points: number | null;
	mostPoints: number | null;
	excerpt: string | null;
	verdict: 'accepted' | 'revise' | null;
	seenAt: Date | null;
}

/** What one pupil was given this school year, on one of three shelves, and his own of the years before. */
export const toDo = query({
	name: 'assignments.to-do',
	summary: 'Work of a pupil (oneself, or one’s child): to hand in, handed in, returned, of past years',
	input: v.object({ pupilId: v.optional(id), shelf: v.optional(v.picklist(SHELVES), 'to-do'), page }),
	allow: provided(
		families,
		'his own, or of a child the law entrusts to him',
		async (ctx, input: { pupilId?: string | undefined }) => (await mayAskFor(ctx, input.pupilId ?? ctx.actor.id)) || refuse('not-found')
	),
	trial: (world) => ({ pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const rows = await rowsOf(ctx, pupilId, input.shelf, input.page);
		const counts = await countsOf(ctx, pupilId);
		/** Past years that are kept. */
		const { workYears } = ctx.ports.config;
		return { shelf: input.shelf, workYears, counts, items: rows.slice(0, PER_PAGE).map((row) => shown(row, ctx.now)), page: input.page, more: rows.length > PER_PAGE };
	}
});

function shown(row: Row, now: Date): ToDo {
	const { opensAt, moreDue, moreCutoff, returnedAt, points, mostPoints, excerpt, verdict, seenAt, ...rest } = row;
	const dates = datesFor({ opensAt, dueAt: rest.dueAt, cutoffAt: rest.cutoffAt }, { dueAt: moreDue, cutoffAt: moreCutoff });
	return {
		...rest,
		dueAt: dates.dueAt,
		cutoffAt: dates.cutoffAt,
		window: rest.year < schoolYear(now) ? 'closed' : windowAt(dates, now),
		returned: returnedAt ? { at: returnedAt, points, mostPoints, excerpt: excerpt ?? '', verdict, seen: seenAt !== null } : null
	};
}

/** Of this year, what is given to a pupil and what is his already; of those before, his own. */
const listed = (pupilId: string, past: boolean, now: Date) =>
	sql`a.state = 'published' and a.opens_at <= ${now} and ${
		past
			? sql`a.school_year < ${schoolYear(now)} and a.id in ${ownOf(pupilId)}`
			: sql`a.school_year = ${schoolYear(now)} and a.id in (select * from ${targetsOf(pupilId)} t union select * from ${ownOf(pupilId)} o)`
	}`;

const onShelf = {
	'to-do': sql<boolean>`a.kind = 'work' and h.pupil_id is null and l.on_paper_at is null and r.returned_at is null
		or r.verdict = 'revise' and (h.handed_in_at is null or h.handed_in_at < r.returned_at)`,
	'handed-in': sql<boolean>`(h.pupil_id is not null or l.on_paper_at is not null) and (r.returned_at is null or r.verdict = 'revise' and h.handed_in_at > r.returned_at)`,
	returned: sql<boolean>`r.returned_at is not null and not (r.verdict = 'revise' and h.handed_in_at > r.returned_at)`,
	past: sql<boolean>`true`
} as const;

const joined = (pupilId: string) => sql`assignments.assignment a
	left join assignments.allowance l on l.assignment_id = a.id and l.pupil_id = ${pupilId}
	left join assignments.hand_in h on h.assignment_id = a.id and h.pupil_id = ${pupilId}
	left join assignments.review r on r.assignment_id = a.id and r.pupil_id = ${pupilId} and r.state = 'returned'`;

async function rowsOf(ctx: Pick<Context, 'db' | 'now'>, pupilId: string, shelf: Shelf, at: number): Promise<Row[]> {
	const order = {
		'to-do': sql`greatest(a.due_at, l.due_at) asc nulls last`,
		'handed-in': sql`coalesce(h.handed_in_at, l.on_paper_at) desc`,
		returned: sql`r.returned_at desc`,
		past: sql`a.school_year desc, coalesce(h.handed_in_at, l.on_paper_at, r.returned_at) desc`
	}[shelf];
	const { rows } = await sql<Row>`
		select a.id, a.kind, a.title, a.subject, ${teacherName} as teacher, a.expects, a.minutes, a.school_year as year,
			a.opens_at as "opensAt", a.due_at as "dueAt", a.cutoff_at as "cutoffAt", l.due_at as "moreDue", l.cutoff_at as "moreCutoff",
			(select s.state from assignments.submission s where s.assignment_id = a.id and s.pupil_id = ${pupilId} and s.state in ('draft', 'sending')
				and (s.body <> '' or s.link is not null or s.files <> '{}')) as begun,
			h.handed_in_at as "handedInAt", coalesce(h.late, false) as late, l.on_paper_at is not null as "onPaper",
			r.returned_at as "returnedAt", r.points, a.most_points as "mostPoints", left(r.body, 160) as excerpt, r.verdict, r.seen_at as "seenAt"
		from ${joined(pupilId)} left join directory.person p on p.id = a.owner_id
		where ${listed(pupilId, shelf === 'past', ctx.now)} and (${onShelf[shelf]})
		order by ${order}, a.id limit ${PER_PAGE + 1} offset ${(at - 1) * PER_PAGE}`.execute(ctx.db);
	return rows;
}

async function countsOf(ctx: Pick<Context, 'db' | 'now'>, pupilId: string): Promise<Record<Shelf, number>> {
	const { rows } = await sql<Record<Shelf, number>>`
		select count(*) filter (where ${onShelf['to-do']}) as "to-do", count(*) filter (where ${onShelf['handed-in']}) as "handed-in", count(*) filter (where ${onShelf.returned}) as returned,
			(select count(*) from assignments.assignment a where ${listed(pupilId, true, ctx.now)}) as past
		from ${joined(pupilId)} where ${listed(pupilId, false, ctx.now)}`.execute(ctx.db);
	return rows[0] ?? { 'to-do': 0, 'handed-in': 0, returned: 0, past: 0 };
}
