/** Work as one pupil has it: the dates that are his, what he handed in, what came back. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context, Db } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { provided, type Policy } from '#kernel/policy';
import { acceptance, datesFor, families, windowAt, type Dates, type Window } from '../policy.ts';
import { ownOf, targetsOf } from '../for-whom.ts';
import type { Attempts, SubmissionState } from '../tables.ts';
import { endOfYear, schoolYear, YEAR_OVER } from '../years/years.ts';

/** What a pupil is given, and where he stands. */
export interface Given {
	id: string;
	schoolId: string;
	attempts: Attempts;
	/** When its school year is over, and whether it is. */
	yearEnds: Date;
	over: boolean;
	/** With his extension, if he has one. */
	dates: Dates;
	window: Window;
	handedIn: { submissionId: string; at: Date; late: boolean } | null;
	onPaperAt: Date | null;
	/** Of what came back; null before. */
	verdict: 'accepted' | 'revise' | null;
	returnedAt: Date | null;
}

/** The pupils a person looks after here: himself, or the children the law entrusts to him. */
export async function mayAskFor(ctx: Context<Person>, pupilId: string): Promise<boolean> {
	if (pupilId === ctx.actor.id) return ctx.actor.roles.some((role) => role.profile === 'pupil');
	const link = await ctx.db
		.selectFrom('directory.guardianship')
		.select('legal')
		.where('guardian_id', '=', ctx.actor.id)
		.where('pupil_id', '=', pupilId)
		.where('legal', '>', 0)
		.executeTakeFirst();
	return link !== undefined;
}

/** For what is asked of the pupil named by `pupilId`, oneself when none is. */
export const ofOneselfOrChild: Policy<{ pupilId?: string | undefined }, Person> = provided(
	families,
	'his own, or of a child the law entrusts to him',
	async (ctx, input: { pupilId?: string | undefined }) => (await mayAskFor(ctx, input.pupilId ?? ctx.actor.id)) || refuse('not-found')
);

/**
 * Is it for this pupil: by name, or by a class or group he is in now, as long as its year lasts: the class of the next
 * year is not the one it was given to. His own stays his, and what he handed in in time may arrive after the year.
 */
const isFor = (pupilId: string, year: number) => sql<boolean>`((a.school_year >= ${year} and a.id in ${targetsOf(pupilId)}) or a.id in ${ownOf(pupilId)}
	or exists (select from assignments.submission s where s.assignment_id = a.id and s.pupil_id = ${pupilId} and s.state = 'sending'))`;

/** A work with its dates, what one pupil was given more, and what came back to him. */
const withDates = (db: Db, assignmentId: string, pupilId: string) =>
	db
		.selectFrom('assignments.assignment as a')
		.leftJoin('assignments.allowance as l', (join) => join.onRef('l.assignment_id', '=', 'a.id').on('l.pupil_id', '=', pupilId))
		.leftJoin('assignments.review as r', (join) => join.onRef('r.assignment_id', '=', 'a.id').on('r.pupil_id', '=', pupilId).on('r.state', '=', 'returned'))
		.select(['a.opens_at as opensAt', 'a.due_at as dueAt', 'a.cutoff_at as cutoffAt', 'l.due_at as moreDue', 'l.cutoff_at as moreCutoff', 'r.verdict'])
		.where('a.id', '=', assignmentId);

/** The dates of a work for one pupil, while he prepares; refused when its school year is over. Null: none hold, of a revision he was asked for, or it is not his any more. */
export async function datesOf(ctx: Pick<Context, 'db' | 'now'>, assignmentId: string, pupilId: string): Promise<Dates | null | Refusal> {
	const row = await withDates(ctx.db, assignmentId, pupilId).select(['a.state', 'a.school_year as year']).executeTakeFirst();
	if (!row) return null;
	if (row.state === 'published' && row.year < schoolYear(ctx.now)) return refuse('conflict', { code: YEAR_OVER });
	return row.verdict === 'revise' ? null : datesFor(row, { dueAt: row.moreDue, cutoffAt: row.moreCutoff });
}

/** Refused like something that is nowhere when it is not his, or not open yet. */
export async function givenTo(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<Given | Refusal> {
	const row = await withDates(ctx.db, assignmentId, pupilId)
		.leftJoin('assignments.hand_in as h', (join) => join.onRef('h.assignment_id', '=', 'a.id').on('h.pupil_id', '=', pupilId))
		.select(['a.id', 'a.school_id', 'a.attempts', 'a.school_year', 'l.on_paper_at', 'h.submission_id', 'h.handed_in_at', 'h.late', 'r.returned_at'])
		.where('a.state', '=', 'published')
		.where('a.kind', '<>', 'drop')
		.where(isFor(pupilId, schoolYear(ctx.now)))
		.executeTakeFirst();
	if (!row) return refuse('not-found');
	const dates = datesFor(row, { dueAt: row.moreDue, cutoffAt: row.moreCutoff });
	const window = windowAt(dates, ctx.now);
	if (window === 'before') return refuse('not-found');
	const yearEnds = endOfYear(row.school_year);
	const over = ctx.now >= yearEnds;
	return {
		id: row.id,
		schoolId: row.school_id,
		attempts: row.attempts,
		yearEnds,
		over,
		dates,
		window: over ? 'closed' : window,
		handedIn: row.submission_id && row.handed_in_at ? { submissionId: row.submission_id, at: row.handed_in_at, late: row.late ?? false } : null,
		onPaperAt: row.on_paper_at,
		verdict: row.verdict,
		returnedAt: row.returned_at
	};
}

/**
 * May a version begun at that moment be handed in. A first one until the cut-off; another until the due date,
 * as the teacher allows; a revision he asked for at any time. Nothing when its school year is over.
 */
export function mayHandIn(given: Given, begunAt: Date): { late: boolean } | Refusal {
	if (begunAt >= given.yearEnds) return refuse('conflict', { code: YEAR_OVER });
	if (given.verdict === 'revise') return { late: given.dates.dueAt !== null && begunAt > given.dates.dueAt };
	if (given.handedIn !== null) {
		if (given.attempts === 'one') return refuse('conflict', { code: 'work-one-attempt' });
		if (given.verdict === 'accepted') return refuse('conflict', { code: 'work-accepted' });
		if (given.dates.dueAt !== null && begunAt > given.dates.dueAt) return refuse('conflict', { code: 'work-no-replacement' });
	}
	return acceptance(given.dates, begunAt);
}

export interface Submission {
	id: string;
	assignment_id: string;
	pupil_id: string;
	state: SubmissionState;
	begun_at: Date | null;
}

/** The actor, and his team where the work is done together. */
export async function membersOf(ctx: Context<Person>, assignmentId: string): Promise<string[]> {
	const team = await ctx.db
		.selectFrom('assignments.team')
		.select('pupil_ids')
		.where('assignment_id', '=', assignmentId)
		.where(sql<boolean>`${ctx.actor.id} = any (pupil_ids)`)
		.executeTakeFirst();
	return team ? [...new Set([ctx.actor.id, ...team.pupil_ids])] : [ctx.actor.id];
}

/** The turn of a submission of one's own, and where it stood before; refused like something that is nowhere when it is somebody else's. */
export async function takeTurnOf(ctx: Context<Person>, submissionId: string): Promise<Pick<Submission, 'state'> | Refusal> {
	const row = await ctx.db
		.selectFrom('assignments.submission')
		.select(['assignment_id', 'state'])
		.where('id', '=', submissionId)
		.where('pupil_id', '=', ctx.actor.id)
		.executeTakeFirst();
	if (!row) return refuse('not-found');
	await takeTurn(ctx, row.assignment_id);
	return row;
}

/** One at a time for a pupil, or a team, and a work: two tabs, two clicks, two of a team, a job and a click come one after the other. */
export async function takeTurn(ctx: Context<Person>, assignmentId: string): Promise<void> {
	const [first] = (await membersOf(ctx, assignmentId)).sort();
	await sql`select pg_advisory_xact_lock(hashtextextended(${`hand-in ${assignmentId} ${first}`}, 0))`.execute(ctx.db);
}
