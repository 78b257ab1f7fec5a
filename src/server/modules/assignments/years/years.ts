/**
 * School years: « 2026-2027 » begins on 1 August 2026 in Paris, so that what is prepared in August belongs to the year
 * to come. Work is of the year in which it opens. While that year lasts it is handed in, marked and given back;
 * afterwards it is read, by who gave it and by the pupils who handed in, and copied.
 */
import type { Context } from '#kernel/context';
import { refuse, type FieldErrors, type Refusal } from '#kernel/errors';
import { parisDay, parisInstant } from '#kernel/paris-time';

/** The year it begins. */
export function schoolYear(at: Date): number {
	const [year = 0, month = 0] = parisDay(at).split('-').map(Number);
	return month >= 8 ? year : year - 1;
}

/** The moment it is over: the first of the next one. */
export function endOfYear(year: number): Date {
	return parisInstant(`${year + 1}-08-01T00:00`);
}

/** The last moment of the school year of a moment. */
export function lastMoment(now: Date): Date {
	return new Date(endOfYear(schoolYear(now)).getTime() - 1);
}

/**
 * Dates that come after the end of the year of their work: nothing is handed in then. `year` is null for a draft that does not
 * say when it opens: it has no year before it is given. `cutoff` names the field that says until when late is accepted.
 */
export function afterItsYear(dates: { dueAt: Date | null; cutoffAt: Date | null }, year: number | null, cutoff = 'cutoffAt'): FieldErrors {
	if (year === null) return {};
	const ends = endOfYear(year);
	const wrong = { code: 'after-school-year', params: { year: year + 1 } };
	return {
		...(dates.dueAt !== null && dates.dueAt >= ends ? { dueAt: wrong } : {}),
		...(dates.cutoffAt !== null && dates.cutoffAt >= ends ? { [cutoff]: wrong } : {})
	};
}

export const YEAR_OVER = 'work-of-past-year';

/** Refused when the school year of published work is over; a draft has no year yet. */
export async function inItsYear(ctx: Pick<Context, 'db' | 'now'>, assignmentId: string): Promise<true | Refusal> {
	const work = await ctx.db.selectFrom('assignments.assignment').select(['state', 'school_year']).where('id', '=', assignmentId).executeTakeFirst();
	return work?.state === 'published' && work.school_year < schoolYear(ctx.now) ? refuse('conflict', { code: YEAR_OVER }) : true;
}
