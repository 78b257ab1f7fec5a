import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** Keep a message for later, as if it had not been opened. */
export const markUnread = command({
	name: 'messaging.mark-unread',
	summary: 'Mark a message one received as unread',
	audited: false,
	input: v.object({ messageId: id }),
	allow: anyPerson,
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const { numUpdatedRows } = await ctx.db
			.updateTable('messaging.entry')
			.set({ read_at: null })
			.where('message_id', '=', input.messageId)
			.where('account_id', '=', ctx.actor.id)
			.executeTakeFirst();
		return Number(numUpdatedRows) === 0 ? refuse('not-found') : {};
	}
});
