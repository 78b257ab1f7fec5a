/** What a teacher leaves for pupils without anything to hand in, and the boxes of their classes. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';

/** Work for a pupil by name, or by a class or group he is in now: an id column of `assignments.target`. */
export const targetsOf = (pupilId: string) => sql`(
	select t.assignment_id from assignments.target t where t.pupil_id = ${pupilId}
	union select t.assignment_id from directory.membership m join assignments.target t on t.group_id = m.group_id
		where m.person_id = ${pupilId} and m.role in ('pupil', 'member'))`;

/** Is it something left for this pupil, and open. */
export async function droppedFor(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<boolean> {
	const { rows } = await sql`
		select from assignments.assignment a where a.id = ${assignmentId} and a.kind = 'drop' and a.state = 'published' and a.opens_at <= ${ctx.now}
			and a.archived_at is null and a.id in ${targetsOf(pupilId)}`.execute(ctx.db);
	return rows.length > 0;
}
