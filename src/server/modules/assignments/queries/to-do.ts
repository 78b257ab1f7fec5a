import { teacherName } from '../names.ts';
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { id, page } from '#kernel/input';
import { ownOf, targetsOf } from '../for-whom.ts';
import { ofOneselfOrChild } from '../handing-in/given.ts';
import { mayBePressable } from '../handing-in/in-time.ts';
import { datesFor, windowAt, type Window } from '../policy.ts';
import type { AssignmentKind, Expected } from '../tables.ts';
import { schoolYear } from '../years/years.ts';

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
	/** The last date has passed, and what is prepared may have been ready before it: the work itself says until when it is taken. */
	mayBeReady: boolean;
	handedInAt: Date | null;
	late: boolean;
	onPaper: boolean;
	/** Of what came back; a level from 1 to 4 where the work is marked so. */
	returned: { at: Date; points: number | null; mostPoints: number | null; excerpt: string; verdict: 'accepted' | 'revise' | null; seen: boolean } | null;
}

interface Row extends Omit<ToDo, 'window' | 'returned' | 'mayBeReady'> {
	wordsAt: Date | null;
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
	allow: ofOneselfOrChild,
	trial: (world) => ({ pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const { counts, rows } = await shelved(ctx, pupilId, input.shelf, input.page);
		/** Past years that are kept. */
		const { workYears } = ctx.ports.config;
		return { shelf: input.shelf, workYears, counts, items: rows.slice(0, PER_PAGE).map((row) => shown(row, ctx.now)), page: input.page, more: rows.length > PER_PAGE };
	}
});

function shown(row: Row, now: Date): ToDo {
	const { wordsAt, opensAt, moreDue, moreCutoff, returnedAt, points, mostPoints, excerpt, verdict, seenAt, ...rest } = row;
	const dates = datesFor({ opensAt, dueAt: rest.dueAt, cutoffAt: rest.cutoffAt }, { dueAt: moreDue, cutoffAt: moreCutoff });
	return {
		...rest,
		dueAt: dates.dueAt,
		cutoffAt: dates.cutoffAt,
		mayBeReady: rest.begun === 'draft' && mayBePressable(dates, now, wordsAt),
		window: rest.year < schoolYear(now) ? 'closed' : windowAt(dates, now),
		returned: returnedAt ? { at: returnedAt, points, mostPoints, excerpt: excerpt ?? '', verdict, seen: seenAt !== null } : null
	};
}

/** What lies on a shelf, of `work` below. To be done again lies on two: it came back, and is to be handed in. */
const ON_SHELF = {
	'to-do': sql<boolean>`not past and (kind = 'work' and "handedInAt" is null and not "onPaper" and "returnedAt" is null
		or verdict = 'revise' and ("handedInAt" is null or "handedInAt" < "returnedAt"))`,
	'handed-in': sql<boolean>`not past and ("handedInAt" is not null or "onPaper") and ("returnedAt" is null or verdict = 'revise' and "handedInAt" > "returnedAt")`,
	returned: sql<boolean>`not past and "returnedAt" is not null and not (verdict = 'revise' and "handedInAt" > "returnedAt")`,
	past: sql<boolean>`past`
} as const;

const ORDER = {
	'to-do': sql`greatest("dueAt", "moreDue") asc nulls last`,
	'handed-in': sql`coalesce("handedInAt", on_paper_at) desc`,
	returned: sql`"returnedAt" desc`,
	past: sql`year desc, coalesce("handedInAt", on_paper_at, "returnedAt") desc`
} as const;

type Counts = Record<Shelf, number>;

/**
 * What lies on each shelf, and a page of one: of this year what is given to a pupil and what is his already, of those before his
 * own. One statement: what it costs is being planned and begun under so many policies, not the few hundred rows a pupil has.
 */
async function shelved(ctx: Pick<Context, 'db' | 'now'>, pupilId: string, shelf: Shelf, at: number): Promise<{ counts: Counts; rows: Row[] }> {
	const year = schoolYear(ctx.now);
	const { rows } = await sql<{ counts: Counts } & (Row | { id: null })>`
		with his as materialized (
			select assignment_id, bool_or(own) as own from (
				select assignment_id, false as own from ${targetsOf(pupilId)} given union all select assignment_id, true from ${ownOf(pupilId)} kept
			) each_one group by assignment_id
		), work as materialized (
			select a.id, a.kind, a.title, a.subject, a.owner_id, a.owner_name, a.expects, a.minutes, a.school_year as year, a.school_year < ${year} as past,
				a.opens_at as "opensAt", a.due_at as "dueAt", a.cutoff_at as "cutoffAt", l.due_at as "moreDue", l.cutoff_at as "moreCutoff",
				h.handed_in_at as "handedInAt", coalesce(h.late, false) as late, l.on_paper_at, l.on_paper_at is not null as "onPaper",
				r.returned_at as "returnedAt", r.points, a.most_points as "mostPoints", left(r.body, 160) as excerpt, r.verdict, r.seen_at as "seenAt"
			from his join assignments.assignment a on a.id = his.assignment_id
			left join assignments.allowance l on l.assignment_id = a.id and l.pupil_id = ${pupilId}
			left join assignments.hand_in h on h.assignment_id = a.id and h.pupil_id = ${pupilId}
			left join assignments.review r on r.assignment_id = a.id and r.pupil_id = ${pupilId} and r.state = 'returned'
			where a.state = 'published' and a.opens_at <= ${ctx.now} and (a.school_year = ${year} or a.school_year < ${year} and his.own)
		), page as (
			select work.*, row_number() over (order by ${ORDER[shelf]}, id) as place from work where ${ON_SHELF[shelf]}
			order by place limit ${PER_PAGE + 1} offset ${(at - 1) * PER_PAGE}
		)
		select counted.counts, a.id, a.kind, a.title, a.subject, a.expects, a.minutes, a.year, a."opensAt", a."dueAt", a."cutoffAt", a."moreDue", a."moreCutoff",
			a."handedInAt", a.late, a."onPaper", a."returnedAt", a.points, a."mostPoints", a.excerpt, a.verdict, a."seenAt", ${teacherName} as teacher,
			s.state as begun, s.words_at as "wordsAt"
		from (select json_object_agg(shelf, count) as counts from (${sql.join(
			SHELVES.map((one) => sql`select ${one}::text as shelf, count(*) filter (where ${ON_SHELF[one]}) from work`),
			sql` union all `
		)}) each_shelf) counted
		left join page a on true left join directory.person p on p.id = a.owner_id
		left join assignments.submission s on s.assignment_id = a.id and s.pupil_id = ${pupilId} and s.state in ('draft', 'sending')
			and (s.body <> '' or s.link is not null or s.files <> '{}' or s.photos <> '{}')
		order by a.place`.execute(ctx.db);
	const counts = rows[0]?.counts ?? { 'to-do': 0, 'handed-in': 0, returned: 0, past: 0 };
	return { counts, rows: rows.flatMap(({ counts: _all, ...row }) => (row.id === null ? [] : [row])) };
}
