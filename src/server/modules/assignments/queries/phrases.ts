import * as v from 'valibot';
import { query } from '#kernel/definition';
import { givers } from '../policy.ts';

/** One's kept comments, used last first. */
export const phrases = query({
	name: 'assignments.phrases',
	summary: 'The comments one keeps to use again',
	input: v.object({}),
	allow: givers,
	trial: () => ({}),
	async run(ctx) {
		return ctx.db.selectFrom('assignments.phrase').select(['id', 'body']).where('owner_id', '=', ctx.actor.id).orderBy('used_at', 'desc').limit(200).execute();
	}
});
