import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { flag } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { chosen, isChosen } from '../chosen.ts';

/** Delete for good what lies in one's trash: chosen messages, or all of it. Others keep theirs. */
export const purge = command({
	name: 'messaging.purge',
	summary: 'Delete messages in one’s trash for good',
	input: v.object({ ...chosen, everything: flag }),
	allow: provided(anyPerson, 'of his own trash', () => true),
	trial: (world) => ({ messages: [world.messageId] }),
	async run(ctx, input) {
		const { numDeletedRows } = await ctx.db
			.deleteFrom('messaging.entry')
			.where('account_id', '=', ctx.actor.id)
			.where('folder', '=', 'trash')
			.$if(!input.everything, (all) => all.where(isChosen(input)))
			.executeTakeFirst();
		const purged = Number(numDeletedRows);
		ctx.audit({ details: { purged } });
		return purged > 0 || input.everything ? { purged } : refuse('not-found');
	}
});
