import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { markRead as noticesRead } from '#modules/notifications';
import { reader } from '../protection.ts';

/** What one received in a conversation is read: said by opening it. */
export const markRead = command({
	name: 'messaging.mark-read',
	summary: 'Mark what one received in a conversation as read',
	audited: false,
	input: v.object({ threadId: id }),
	allow: reader,
	trial: (world) => ({ threadId: world.threadId }),
	async run(ctx, input) {
		// By the keys of its messages: a conversation is short, a mailbox is not.
		const rows = await ctx.db
			.updateTable('messaging.entry')
			.set({ read_at: ctx.now })
			.where('account_id', '=', ctx.actor.id)
			.where('message_id', 'in', (from) => from.selectFrom('messaging.message').select('id').where('thread_id', '=', input.threadId))
			.where('read_at', 'is', null)
			.returning('message_id')
			.execute();
		const marked = rows.length;
		if (marked > 0) {
			await noticesRead(
				ctx.db,
				ctx.actor.id,
				'message',
				rows.map((row) => row.message_id)
			);
			return { marked };
		}
		// Nothing was left to read, or the conversation is none of his: that one does not exist.
		const seen = await ctx.db.selectFrom('messaging.message').select('id').where('thread_id', '=', input.threadId).limit(1).executeTakeFirst();
		return seen ? { marked } : refuse('not-found');
	}
});
