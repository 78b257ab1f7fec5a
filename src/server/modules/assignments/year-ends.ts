/** The end of a school year: its classes are written down as they were, before those of the next one take their rows. */
import { sql } from 'kysely';
import type { JobTools } from '#platform/jobs';
import { schoolYear } from './years.ts';

/** Classes and groups of works written down in one transaction. */
const BATCH = 500;

/** Each night; does something on 1 August only, and bears being done again. Gives how many were written down. */
export async function endYears({ database, clock }: JobTools): Promise<number> {
	const year = schoolYear(clock.now());
	let [all, written] = [0, 0];
	do {
		written = await database.system(async (db) => {
			const { numAffectedRows } = await sql`
				update assignments.target t set last_pupils = array(
					select distinct m.person_id from directory.membership m where m.group_id = t.group_id and m.role in ('pupil', 'member'))
				where t.ctid = any (array(
					select o.ctid from assignments.target o join assignments.assignment a on a.id = o.assignment_id
					where o.group_id is not null and o.last_pupils is null and a.state = 'published' and a.school_year < ${year} limit ${BATCH}))`.execute(db);
			return Number(numAffectedRows ?? 0);
		});
		all += written;
	} while (written === BATCH);
	return all;
}
