/** Corrections that were begun and never went to their pupil: nothing is given back once the school year is over. */
import { sql, type RawBuilder } from 'kysely';
import { parisInstant } from '#kernel/paris-time';
import type { JobTools } from '#platform/jobs';
import { GIVES } from './colleagues.ts';
import { tellUnreturned } from './notices.ts';
import { endOfYear, schoolYear } from './years.ts';

/** Of a review `r`: something was said, and the pupil has not got it. */
export const unreturned: RawBuilder<boolean> = sql<boolean>`(r.state = 'ready' or r.state = 'draft' and (
	r.body <> '' or r.next_step <> '' or r.points is not null or r.levels <> '{}' or r.rubric <> '{}' or r.verdict is not null
	or exists (select from assignments.annotation n where n.review_id = r.id)))`;

/** From the middle of June on it is said: six weeks before nothing can be done any more. */
export function isSaid(now: Date): boolean {
	return now >= parisInstant(`${schoolYear(now) + 1}-06-15T00:00`);
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
