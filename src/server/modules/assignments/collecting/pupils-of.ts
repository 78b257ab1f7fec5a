/** Pupils a work is for, and what is done for one of them or for several. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { pupilsGiven } from '../for-whom.ts';

/** Pupils of a work: by its classes and groups as they are now, by name, and who handed in before he left. A select of one column. */
export const pupilsOf = (assignmentId: string) => sql`
	select g.pupil_id as id from (${pupilsGiven(assignmentId)}) g
	union select h.pupil_id from assignments.hand_in h where h.assignment_id = ${assignmentId}`;

/** Are all of these pupils of the work? One who is not is nowhere. */
export async function concerns(ctx: Context<Person>, assignmentId: string, pupilIds: readonly string[]): Promise<true | Refusal> {
	const ids = [...new Set(pupilIds)];
	const { rows } = await sql<{ known: number }>`
		select count(*)::int as known from (${pupilsOf(assignmentId)}) f join directory.person p on p.id = f.id and p.kind = 'pupil'
		where f.id = any (${ids}::uuid[])`.execute(ctx.db);
	return rows[0]?.known === ids.length || refuse('not-found');
}

export interface Allowed {
	due_at?: Date | null;
	cutoff_at?: Date | null;
	on_paper_at?: Date | null;
}

/** What these pupils are allowed beyond the others; a row that allows nothing any more goes. */
export async function allow(ctx: Context<Person>, assignmentId: string, pupilIds: readonly string[], allowed: Allowed): Promise<void> {
	const rows = [...new Set(pupilIds)].map((pupil) => ({ assignment_id: assignmentId, pupil_id: pupil, ...allowed, set_by: ctx.actor.id, set_at: ctx.now }));
	await ctx.db
		.insertInto('assignments.allowance')
		.values(rows)
		.onConflict((conflict) => conflict.columns(['assignment_id', 'pupil_id']).doUpdateSet({ ...allowed, set_by: ctx.actor.id, set_at: ctx.now }))
		.execute();
	await ctx.db
		.deleteFrom('assignments.allowance')
		.where('assignment_id', '=', assignmentId)
		.where('due_at', 'is', null)
		.where('cutoff_at', 'is', null)
		.where('on_paper_at', 'is', null)
		.execute();
}
