/**
 * The end of a school year: its classes are written down as they were, before those of the next one take their rows. That
 * may happen while the year still lasts: the académie brings its new classes in the summer, on a day of its own choosing. So
 * who is in a class is noted when July begins, when pupils have left for the holidays; a class of which most have gone since
 * is another one.
 */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { parisInstant } from '#kernel/paris-time';
import type { JobTools } from '#platform/jobs';
import { schoolYear } from './years.ts';

/** Classes and groups of works written down in one transaction. */
const BATCH = 500;

/** Those in a group `g` (an expression) now; who has left the school keeps his place in its tables for a while. */
const pupilsOf = (group: ReturnType<typeof sql.ref>) => sql`array(
	select distinct m.person_id from directory.membership m join directory.person p on p.id = m.person_id
	where m.group_id = ${group} and m.role in ('pupil', 'member') and p.suspended_at is null)`;

/** July: the year lasts, and its pupils have gone. */
export function endsSoon(now: Date): boolean {
	return now >= parisInstant(`${schoolYear(now) + 1}-07-01T00:00`);
}

/** Each night, and each hour in July; does something in the summer only, and bears being done again. Gives how many were written down. */
export async function endYears({ database, clock }: JobTools): Promise<number> {
	const now = clock.now();
	const year = schoolYear(now);
	if (endsSoon(now)) await database.system((db) => noteClasses(db, year));
	await database.system((db) => seeOthers(db, now));
	let [all, written] = [0, 0];
	do {
		written = await database.system((db) => writeDown(db, year));
		all += written;
	} while (written === BATCH);
	await database.system((db) => sql`delete from assignments.class_in_july where school_year < ${year}`.execute(db));
	return all;
}

/** In July: each class and group that has work of this year, once. */
async function noteClasses(db: Db, year: number): Promise<void> {
	await sql`insert into assignments.class_in_july (group_id, school_year, pupils)
		select g.id, ${year}::integer, ${pupilsOf(sql.ref('g.id'))} from directory.groups g
		where exists (select from assignments.target t join assignments.assignment a on a.id = t.assignment_id
			where t.group_id = g.id and a.state = 'published' and a.school_year = ${year})
		on conflict do nothing`.execute(db);
}

/** Most of those it had are not in it any more. */
async function seeOthers(db: Db, now: Date): Promise<void> {
	await sql`update assignments.class_in_july c set other_since = ${now}
		where c.other_since is null and 2 * (select count(*) from unnest(${pupilsOf(sql.ref('c.group_id'))}) p (id) where p.id = any (c.pupils)) < cardinality(c.pupils)`.execute(db);
}

/** The classes of works whose year is over, and of those that are another class already. */
async function writeDown(db: Db, year: number): Promise<number> {
	const { numAffectedRows } = await sql`
		update assignments.target t set last_pupils = coalesce(
			(select c.pupils from assignments.class_in_july c join assignments.assignment a on a.id = t.assignment_id
				where c.group_id = t.group_id and c.school_year = a.school_year and coalesce(a.published_at, a.created_at) < c.other_since),
			array(select distinct m.person_id from directory.membership m where m.group_id = t.group_id and m.role in ('pupil', 'member')))
		where t.ctid = any (array(
			select o.ctid from assignments.target o join assignments.assignment a on a.id = o.assignment_id
			left join assignments.class_in_july c on c.group_id = o.group_id and c.school_year = a.school_year
			where o.group_id is not null and o.last_pupils is null and a.state = 'published'
				and (a.school_year < ${year} or coalesce(a.published_at, a.created_at) < c.other_since) limit ${BATCH}))`.execute(db);
	return Number(numAffectedRows ?? 0);
}
