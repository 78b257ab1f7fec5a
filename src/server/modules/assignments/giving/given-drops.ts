/** What a teacher leaves for pupils without anything to hand in, and the boxes of their classes. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { targetsOf } from '../for-whom.ts';
import { schoolYear } from '../years/years.ts';

/** Is it something left for this pupil, and open. */
export async function droppedFor(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<boolean> {
	const { rows } = await sql`
		select from assignments.assignment a where a.id = ${assignmentId} and a.kind = 'drop' and a.state = 'published' and a.opens_at <= ${ctx.now}
			and a.archived_at is null and a.school_year = ${schoolYear(ctx.now)} and a.id in ${targetsOf(pupilId)}`.execute(ctx.db);
	return rows.length > 0;
}
