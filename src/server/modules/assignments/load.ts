/** What a class has to hand in, day by day: the work of all who teach it, and of the groups its pupils are in. */
import { teacherName } from './names.ts';
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { parisDay } from '#kernel/paris-time';

/** So many on one day are too many for a class. */
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
	/** For a group only some of the class are in. */
	partly: boolean;
}

/** Published work, also what opens later; chosen pupils’ own work is left out, as it most often stands in place of the others’. */
export async function dueFor(ctx: Pick<Context, 'db'>, classId: string, from: Date, to: Date): Promise<DueWork[]> {
	const { rows } = await dueQuery(classId, from, to).execute(ctx.db);
	return rows.map((row) => ({ ...row, day: parisDay(row.dueAt) }));
}

/** By itself, so that its plan can be looked at. */
export const dueQuery = (classId: string, from: Date, to: Date) => sql<Omit<DueWork, 'day'>>`
		with theirs as (
			select ${classId}::uuid as id
			union select m.group_id from directory.membership c join directory.membership m on m.person_id = c.person_id and m.role in ('pupil', 'member')
				where c.group_id = ${classId} and c.role in ('pupil', 'member')
		)
		select a.id, a.title, a.subject, ${teacherName} as teacher, a.minutes, a.due_at as "dueAt",
			not bool_or(t.group_id = ${classId}) as partly
		from theirs join assignments.target t on t.group_id = theirs.id join assignments.assignment a on a.id = t.assignment_id
			left join directory.person p on p.id = a.owner_id
		where a.kind = 'work' and a.state = 'published' and a.due_at >= ${from} and a.due_at < ${to}
		group by a.id, p.id order by a.due_at, a.title, a.id`;
