/**
 * The end of a school year: its classes are written down as they were, before those of the next one take their rows. That
 * may happen while the year still lasts: the académie brings its new classes in the summer, on a day of its own choosing. So
 * who is in a class is noted when July begins, when pupils have left for the holidays; a class of which most have gone since
 * is another one. Until that was looked at, within the hour, who came into it since has nothing of it (`isOfIt`).
 */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { parisInstant } from '#kernel/paris-time';
import type { JobTools } from '#platform/jobs';
import { schoolYear } from './years.ts';

/** Classes and groups of works written down in one transaction. */
const BATCH = 500;
/** Classes that are others, in one transaction. */
const CLASSES = 50;

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
	let [all, classes, written] = [0, 0, 0];
	do {
		({ classes, written } = await database.system((db) => seeOthers(db, now)));
		all += written;
	} while (classes === CLASSES);
	await database.system((db) => takeIn(db));
	do {
		written = await database.system((db) => writeDown(db, year));
		all += written;
	} while (written === BATCH);
	await database.system((db) => sql`delete from assignments.class_in_july where school_year < ${year}`.execute(db));
	return all;
}

/** In July: each class and group that has work of this year, once. One made by hand is changed by who keeps it, then as before. */
async function noteClasses(db: Db, year: number): Promise<void> {
	await sql`insert into assignments.class_in_july (group_id, school_year, pupils)
		select g.id, ${year}::integer, ${pupilsOf(sql.ref('g.id'))} from directory.groups g
		where g.kind <> 'manual' and exists (select from assignments.target t join assignments.assignment a on a.id = t.assignment_id
			where t.group_id = g.id and a.state = 'published' and a.school_year = ${year})
		on conflict do nothing`.execute(db);
}

/** Of the class `c`, most of those it had are not in it any more. */
const mostHaveGone = sql`2 * (select count(*) from unnest(${pupilsOf(sql.ref('c.group_id'))}) p (id) where p.id = any (c.pupils)) < cardinality(c.pupils)`;

/** Some of those that are another class by now, and in the same moment what they were given: it is of the class before. */
async function seeOthers(db: Db, now: Date): Promise<{ classes: number; written: number }> {
	const { rows } = await sql<{ classes: number; written: number }>`
		with others as (
			update assignments.class_in_july o set other_since = ${now} where o.ctid = any (array(
				select c.ctid from assignments.class_in_july c where c.other_since is null and ${mostHaveGone} limit ${CLASSES}))
			returning o.group_id, o.school_year, o.pupils
		), written as (
			update assignments.target t set last_pupils = o.pupils from others o, assignments.assignment a
			where t.group_id = o.group_id and t.last_pupils is null and a.id = t.assignment_id and a.state = 'published'
				and a.school_year = o.school_year and coalesce(a.published_at, a.created_at) < ${now} returning 1
		)
		select (select count(*)::int from others) as classes, (select count(*)::int from written) as written`.execute(db);
	return rows[0] ?? { classes: 0, written: 0 };
}

/** Who came into a class that is the one it was has its works from now on. */
async function takeIn(db: Db): Promise<void> {
	const now_ = pupilsOf(sql.ref('c.group_id'));
	await sql`update assignments.class_in_july c set pupils = array(select unnest(c.pupils) union select unnest(${now_}))
		where c.other_since is null and not ${now_} <@ c.pupils and not (${mostHaveGone})`.execute(db);
}

/** The classes of works whose year is over. */
async function writeDown(db: Db, year: number): Promise<number> {
	const { numAffectedRows } = await sql`
		update assignments.target t set last_pupils = array(select distinct m.person_id from directory.membership m where m.group_id = t.group_id and m.role in ('pupil', 'member'))
		where t.ctid = any (array(
			select o.ctid from assignments.target o join assignments.assignment a on a.id = o.assignment_id
			where o.group_id is not null and o.last_pupils is null and a.state = 'published' and a.school_year < ${year} limit ${BATCH}))`.execute(db);
	return Number(numAffectedRows ?? 0);
}
