import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import { colleaguesIn } from '../giving/colleagues.ts';
import { givers, mayGiveIn } from '../policy.ts';

/** Whom one may prepare and mark with: the people of a school who give work. */
export const colleagues = query({
	name: 'assignments.colleagues',
	summary: 'People of one’s school who give work, to share a work with',
	input: v.object({ schoolId: id }),
	allow: provided(givers, 'of that school', (ctx, input: { schoolId: string }) => mayGiveIn(ctx.actor, input.schoolId) || refuse('not-found')),
	trial: (world) => ({ schoolId: world.schoolId }),
	async run(ctx, input) {
		return (await colleaguesIn(ctx, input.schoolId)).filter((one) => one.id !== ctx.actor.id);
	}
});
