import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
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
		// By the keys of its messages: a conversation is short, a mailbox is not.
		const { numUpdatedRows } = await ctx.db
			.updateTable('messaging.entry')
			.set({ read_at: ctx.now })
			.where('account_id', '=', ctx.actor.id)
			.where('message_id', 'in', (from) => from.selectFrom('messaging.message').select('id').where('thread_id', '=', input.threadId))
			.where('read_at', 'is', null)
			.executeTakeFirst();
		const marked = Number(numUpdatedRows);
		if (marked > 0) return { marked };
		// Nothing was left to read, or the conversation is none of his: that one does not exist.
		const seen = await ctx.db.selectFrom('messaging.message').select('id').where('thread_id', '=', input.threadId).limit(1).executeTakeFirst();
		return seen ? { marked } : refuse('not-found');
	}
});
