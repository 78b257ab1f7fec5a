import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { parisDay } from '#kernel/paris-time';
import { markRead } from '#modules/notifications';
import { givenTo } from '../handing-in/given.ts';
import { pupils } from '../policy.ts';

/** A pupil has opened the work: his teacher sees that he has, and the notice is read. */
export const see = command({
	name: 'assignments.see',
	summary: 'Note that one has opened a work one was given',
	audited: false,
	input: v.object({ assignmentId: id }),
	allow: pupils,
	trial: (world) => ({ assignmentId: world.assignmentId }),
	async run(ctx, input) {
		const given = await givenTo(ctx, input.assignmentId, ctx.actor.id);
		if (isRefusal(given)) return given;
		await ctx.db
			.insertInto('assignments.opening')
			.values({ assignment_id: given.id, pupil_id: ctx.actor.id, seen_at: ctx.now })
			.onConflict((conflict) => conflict.columns(['assignment_id', 'pupil_id']).doNothing())
			.execute();
		const day = given.dates.dueAt ? parisDay(given.dates.dueAt) : '';
		await markRead(ctx.db, ctx.actor.id, 'work', [`given:${given.id}`, `due:${given.id}:${day}`]);
		return {};
	}
});
