import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { markRead } from '#modules/notifications';
import { mayAskFor } from '../handing-in/given.ts';
import { families } from '../policy.ts';

/** The receipt has been looked at: the bell need not say it any more. */
export const seeReceipt = command({
	name: 'assignments.see-receipt',
	summary: 'Note that one has seen the receipt of one’s own, or of one’s child',
	audited: false,
	input: v.object({ submissionId: id }),
	allow: families,
	trial: (world) => ({ submissionId: world.handedInId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('assignments.submission')
			.select('pupil_ids')
			.where('id', '=', input.submissionId)
			.where('state', 'not in', ['draft', 'sending'])
			.executeTakeFirst();
		for (const pupil of row?.pupil_ids ?? [])
			if (await mayAskFor(ctx, pupil)) {
				await markRead(ctx.db, ctx.actor.id, 'receipt', [input.submissionId]);
				return {};
			}
		return refuse('not-found');
	}
});
