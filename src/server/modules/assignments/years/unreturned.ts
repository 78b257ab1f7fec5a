/** Corrections that were begun and never went to their pupil: nothing is given back once the school year is over. */
import { sql, type RawBuilder } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { parisInstant } from '#kernel/paris-time';
import type { JobTools } from '#platform/jobs';
import { GIVES } from '../giving/colleagues.ts';
import { tellUnreturned } from '../notices.ts';
import { endOfYear, lastMoment, schoolYear } from './years.ts';

/** Of a review `r`: something was said, and the pupil has not got it. */
const unreturned: RawBuilder<boolean> = sql<boolean>`(r.state = 'ready' or r.state = 'draft' and (
	r.body <> '' or r.next_step <> '' or r.points is not null or r.levels <> '{}' or r.rubric <> '{}' or r.verdict is not null
	or exists (select from assignments.annotation n where n.review_id = r.id)))`;

/** From the middle of June on it is said: six weeks before nothing can be done any more. */
function isSaid(now: Date): boolean {
	return now >= parisInstant(`${schoolYear(now) + 1}-06-15T00:00`);
}

export interface Unreturned {
	/** The year is over: it is only said. Else until when they may be given back. */
	over: boolean;
	until: Date;
	count: number;
	/** `groups`: classes and groups, by which two of one title are told apart. */
	works: { id: string; title: string; groups: string; count: number }[];
	/** Works beyond those. */
	more: number;
}
const SHOWN = 12;

/** Of the works one prepares and marks: of the year that runs from the middle of June on, of one that is over what its pupils never got. Null: nothing to say. */
export async function unreturnedIn(ctx: Pick<Context<Person>, 'db' | 'now' | 'actor'>, year: number): Promise<Unreturned | null> {
	const thisYear = schoolYear(ctx.now);
	if (year > thisYear || (year === thisYear && !isSaid(ctx.now))) return null;
	const { rows } = await sql<Unreturned['works'][number]>`
		select a.id, a.title, count(*)::int as count,
			(select coalesce(string_agg(g.label, ', ' order by g.label), '') from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = a.id) as groups
		from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
		join assignments.review r on r.assignment_id = a.id
		where e.person_id = ${ctx.actor.id} and a.state = 'published' and a.school_year = ${year} and ${unreturned}
		group by a.id, a.title order by a.due_at nulls last, a.id`.execute(ctx.db);
	if (rows.length === 0) return null;
	const count = rows.reduce((sum, row) => sum + row.count, 0);
	return { over: year < thisYear, until: lastMoment(ctx.now), count, works: rows.slice(0, SHOWN), more: Math.max(0, rows.length - SHOWN) };
}

/** Each morning from then on: who prepares and marks a work with such corrections is told, each once a year. */
export async function warnUnreturned({ database, clock }: JobTools): Promise<void> {
	const now = clock.now();
	if (!isSaid(now)) return;
	const year = schoolYear(now);
	await database.system(async (db) => {
		const { rows } = await sql<{ id: string }>`
			select distinct e.person_id as id from assignments.review r join assignments.assignment a on a.id = r.assignment_id
			join assignments.editor e on e.assignment_id = a.id
			join directory.role o on o.person_id = e.person_id and o.school_id = a.school_id and o.profile in ${GIVES}
			where a.school_year = ${year} and a.state = 'published' and ${unreturned}`.execute(db);
		const people = rows.map((row) => row.id);
		if (people.length > 0) await tellUnreturned(db, { year, until: endOfYear(year) }, now, people);
	});
}
