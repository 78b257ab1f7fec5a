/** Whom work is for, and which work is a pupil's: said once, for every list and every job. */
import { sql, type RawBuilder } from 'kysely';

/**
 * Is he of the class `t.group_id`: not who came into it in July, until it was seen whether it is another class by now. Within the
 * hour he has its works, or it has none for him (`year-ends.ts`).
 */
export const isOfIt = (pupil: RawBuilder<unknown>) => sql`not exists (select from assignments.class_in_july c
	where c.group_id = t.group_id and c.school_year >= assignments.open_year() and c.other_since is null and not c.pupils @> array[${pupil}]::uuid[])`;

/**
 * Rows of `assignment_id, pupil_id, group_id` of the targets `which` names (as `t`): by name, and by classes and groups
 * as they are, or as they were when the year of the work ended. Members of a group made by hand may be adults.
 */
export const givenPupils = (which: RawBuilder<unknown>, roles = sql`('pupil', 'member')`) => sql`
	select t.assignment_id, t.pupil_id, null::uuid as group_id from assignments.target t where ${which} and t.pupil_id is not null
	union all select t.assignment_id, m.person_id, t.group_id from assignments.target t
		join directory.membership m on m.group_id = t.group_id and m.role in ${roles} where ${which} and t.last_pupils is null and ${isOfIt(sql`m.person_id`)}
	union all select t.assignment_id, p.id, t.group_id from assignments.target t, unnest(t.last_pupils) p (id) where ${which}`;

/** The pupils of one work. */
export const pupilsGiven = (assignmentId: string) => givenPupils(sql`t.assignment_id = ${assignmentId}`);

/**
 * Work for a pupil by name, or by a class or group he is in now: a select of ids. That of past years is among it: ask for the
 * year too. Not that of a class which was another one, in the summer, before he came into it.
 */
export const targetsOf = (pupilId: string | RawBuilder<unknown>) => sql`(
	select t.assignment_id from assignments.target t where t.pupil_id = ${pupilId}
	union select t.assignment_id from directory.membership m join assignments.target t on t.group_id = m.group_id
		where m.person_id = ${pupilId} and m.role in ('pupil', 'member')
			and (t.last_pupils @> array[${pupilId}]::uuid[] or t.last_pupils is null and ${isOfIt(sql`${pupilId}`)}))`;

/** What stays a pupil's when he changes class or the year is over: what he handed in, or gave on paper, and what came back. A select of ids. */
export const ownOf = (pupilId: string) => sql`(
	select h.assignment_id from assignments.hand_in h where h.pupil_id = ${pupilId}
	union select l.assignment_id from assignments.allowance l where l.pupil_id = ${pupilId} and l.on_paper_at is not null
	union select r.assignment_id from assignments.review r where r.pupil_id = ${pupilId} and r.state = 'returned')`;

/** The class of a pupil `p` beside a work: the one he was in when its year ended, else the one he is in. */
export const classOf = (assignment: RawBuilder<unknown>) => sql`coalesce(
	(select min(g.label) from assignments.target t join directory.groups g on g.id = t.group_id and g.kind = 'class'
		where t.assignment_id = ${assignment} and p.id = any (t.last_pupils)),
	(select min(g.label) from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
		where m.person_id = p.id and m.role = 'pupil'))`;
