import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anyPerson, provided } from '#kernel/policy';
import { chosen, isChosen } from '../chosen.ts';

const SET = {
	read: (now: Date) => ({ read_at: now }),
	unread: () => ({ read_at: null }),
	star: () => ({ starred: true }),
	unstar: () => ({ starred: false })
};

/** Mark messages one received: read, unread, with a star or without. */
export const mark = command({
	name: 'messaging.mark',
	summary: 'Mark messages one received as read, unread, starred or not',
	audited: false,
	input: v.object({ ...chosen, as: v.picklist(['read', 'unread', 'star', 'unstar'], 'invalid') }),
	allow: provided(anyPerson, 'of his own mailbox', () => true),
	trial: (world) => ({ messages: [world.messageId], as: 'star' as const }),
	async run(ctx, input) {
		const { numUpdatedRows } = await ctx.db
			.updateTable('messaging.entry')
			.set(SET[input.as](ctx.now))
			.where('account_id', '=', ctx.actor.id)
			.where(isChosen(input))
			.executeTakeFirst();
		const marked = Number(numUpdatedRows);
		return marked > 0 ? { marked } : refuse('not-found');
	}
});
