/** What the pupils of a class have to hand in, day by day: for all of it, for the groups they are in, and by name. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { parisDay } from '#kernel/paris-time';
import { givenPupils } from '../for-whom.ts';
import { teacherName } from '../names.ts';

/** So many on one day are too many for a pupil. */
export const TOO_MANY = 3;

export interface DueWork {
	id: string;
	title: string;
	subject: string;
	teacher: string;
	minutes: number | null;
	dueAt: Date;
	/** `2026-11-27` in Paris. */
	day: string;
	/** For a group only some of the class are in, or for some of its pupils by name. */
	partly: boolean;
	/** Of the class, those it is for. */
	pupils: string[];
}

/** Published work, also what opens later. */
export async function dueFor(ctx: Pick<Context, 'db'>, classId: string, from: Date, to: Date): Promise<DueWork[]> {
	const { rows } = await dueQuery(classId, from, to).execute(ctx.db);
	return rows.map((row) => ({ ...row, day: parisDay(row.dueAt) }));
}

/** By itself, so that its plan can be looked at: works first, by the groups and names of the class, then whom each is for. */
export const dueQuery = (classId: string, from: Date, to: Date) => sql<Omit<DueWork, 'day'>>`
		with theirs as materialized (
			select distinct c.person_id as id from directory.membership c where c.group_id = ${classId} and c.role in ('pupil', 'member')
		), places as (
			select ${classId}::uuid as id
			union select m.group_id from theirs c join directory.membership m on m.person_id = c.id and m.role in ('pupil', 'member')
		), found as (
			select t.assignment_id as id from places join assignments.target t on t.group_id = places.id
			union select t.assignment_id from theirs c join assignments.target t on t.pupil_id = c.id
		)
		select a.id, a.title, a.subject, ${teacherName} as teacher, a.minutes, a.due_at as "dueAt",
			not exists (select from assignments.target t where t.assignment_id = a.id and t.group_id = ${classId}) as partly,
			array(select distinct g.pupil_id from (${givenPupils(sql`t.assignment_id = a.id`)}) g where g.pupil_id in (select c.id from theirs c)) as pupils
		from found join assignments.assignment a on a.id = found.id left join directory.person p on p.id = a.owner_id
		where a.kind = 'work' and a.state = 'published' and a.due_at >= ${from} and a.due_at < ${to}
		order by a.due_at, a.title, a.id`;

/** What the busiest pupil of a class has among works of one day; a class without pupils yet has what is for all of it. */
export function busiest(works: readonly DueWork[], among?: ReadonlySet<string>): { works: DueWork[]; minutes: number } {
	const people = [...new Set(works.flatMap((work) => work.pupils))].filter((pupil) => among?.has(pupil) ?? true);
	const each = people.map((pupil) => works.filter((work) => work.pupils.includes(pupil)));
	if (!among) each.push(works.filter((work) => !work.partly));
	const most = each.reduce<DueWork[]>((best, theirs) => (theirs.length > best.length ? theirs : best), []);
	return { works: most, minutes: Math.max(0, ...each.map((theirs) => theirs.reduce((sum, work) => sum + (work.minutes ?? 0), 0))) };
}
