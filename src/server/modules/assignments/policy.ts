/** Who may give, hand in and see work, and until when. Pure but for one question to the tables. */
import { holds, holdsIn, type Actor, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { profiles, provided, type Policy } from '#kernel/policy';
import { inItsYear } from './years/years.ts';

/** Who gives work: teachers, and school life for what it asks of pupils. */
export const givers = profiles('teacher', 'staff', 'principal');

export function mayGiveIn(actor: Actor, schoolId: string): boolean {
	return holdsIn(actor, schoolId, 'teacher', 'staff', 'principal');
}

/** Prepares, reads and marks this work, as somebody of its school. What he does not, does not exist for him. */
export async function edits(ctx: Context<Person>, assignmentId: string): Promise<boolean> {
	const row = await ctx.db.selectFrom('assignments.editor').select('school_id').where('assignment_id', '=', assignmentId).where('person_id', '=', ctx.actor.id).executeTakeFirst();
	return row !== undefined && mayGiveIn(ctx.actor, row.school_id);
}

/** Of the work named by `id`. */
export const editorsOf: Policy<{ id: string }, Person> = provided(
	givers,
	'of that work: its author, who teaches with him or stands in for him',
	async (ctx, input: { id: string }) => (await edits(ctx, input.id)) || refuse('not-found')
);

/** The same, as long as the school year of the work lasts: afterwards it is read. */
export const editorsInItsYear: Policy<{ id: string }, Person> = provided(
	givers,
	'of that work, until its school year is over: its author, who teaches with him or stands in for him',
	async (ctx, input: { id: string }) => ((await edits(ctx, input.id)) ? inItsYear(ctx, input.id) : refuse('not-found'))
);

export const pupils = profiles('pupil');

/** Those who look at what a pupil was given: himself, and who answers for him. */
export const families = profiles('pupil', 'guardian');

export interface Dates {
	opensAt: Date | null;
	dueAt: Date | null;
	cutoffAt: Date | null;
}
export interface Allowance {
	dueAt: Date | null;
	cutoffAt: Date | null;
}

/** The dates of one pupil: an extension only ever gives more time. */
export function datesFor(work: Dates, allowance: Allowance | null): Dates {
	const dueAt = later(work.dueAt, allowance?.dueAt ?? null);
	return { opensAt: work.opensAt, dueAt, cutoffAt: later(later(work.cutoffAt, allowance?.cutoffAt ?? null), dueAt) };
}

function later(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}

export type Window = 'before' | 'open' | 'late' | 'closed';

/** Where a moment stands: open to its due date, late to its cut-off. Without dates (a box) always open. */
export function windowAt(dates: Dates, at: Date): Window {
	if (dates.opensAt === null || at < dates.opensAt) return 'before';
	if (dates.dueAt === null || at <= dates.dueAt) return 'open';
	return dates.cutoffAt !== null && at <= dates.cutoffAt ? 'late' : 'closed';
}

/** May it be handed in at a moment, having begun at another: what was begun in time counts, until the upload is forgotten. */
export function acceptance(dates: Dates, begunAt: Date): { late: boolean } | Refusal {
	const window = windowAt(dates, begunAt);
	if (window === 'before') return refuse('not-found');
	if (window === 'closed') return refuse('conflict', { code: 'work-closed' });
	return { late: window === 'late' };
}

/** Adults of the school who see that work is given, not what is handed in. */
export function seesCalendar(actor: Actor): boolean {
	return holds(actor, 'teacher', 'staff', 'principal');
}

/** The head of a school names who goes on with the work of a teacher who is away. */
export function headsSchool(actor: Actor, schoolId: string): boolean {
	return holdsIn(actor, schoolId, 'principal');
}
