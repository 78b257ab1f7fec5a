import * as v from 'valibot';
import { command } from '#kernel/definition';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** What one received in a conversation is read: said by opening it. */
export const markRead = command({
	name: 'messaging.mark-read',
	summary: 'Mark what one received in a conversation as read',
	audited: false,
	input: v.object({ threadId: id }),
	allow: anyPerson,
	trial: (world) => ({ threadId: world.threadId }),
	async run(ctx, input) {
		const { numUpdatedRows } = await ctx.db.updateTable('messaging.entry').set({ read_at: ctx.now })
			.where('account_id', '=', ctx.actor.id).where('thread_id', '=', input.threadId).where('read_at', 'is', null).where('folder', '=', 'inbox')
			.executeTakeFirst();
		return { marked: Number(numUpdatedRows) };
	}
});
