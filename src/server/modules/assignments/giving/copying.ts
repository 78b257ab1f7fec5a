/** Work that one may look at to take it over: one's own of any year and school, and what colleagues of one's schools have published. */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { givers, edits, mayGiveIn } from '../policy.ts';
import { provided } from '#kernel/policy';

/** What does not concern him does not exist for him. */
export async function mayCopy(ctx: Context<Person>, assignmentId: string): Promise<true | Refusal> {
	const work = await ctx.db.selectFrom('assignments.assignment').select(['owner_id', 'state', 'school_id']).where('id', '=', assignmentId).executeTakeFirst();
	if (!work) return refuse('not-found');
	if (work.owner_id === ctx.actor.id || (work.state === 'published' && mayGiveIn(ctx.actor, work.school_id))) return true;
	return (await edits(ctx, assignmentId)) || refuse('not-found');
}

export const copiers = provided(givers, 'of that work: its author, or published by a colleague of the school', (ctx, input: { id: string }) => mayCopy(ctx, input.id));
