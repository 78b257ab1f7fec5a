import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { flag } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { before, PAGE, paged, placeOf } from '../cursor.ts';

/** One page of what one received, the latest first: one range of the mailbox index. */
export const inbox = query({
	name: 'messaging.inbox',
	summary: 'Messages one received, the latest first, 30 a page',
	input: v.object({ before, unread: flag }),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx, input) {
		const place = placeOf(input.before);
		const rows = await ctx.db
			.selectFrom('messaging.entry as e')
			.innerJoin('messaging.message as m', 'm.id', 'e.message_id')
			.select(['m.id', 'e.thread_id', 'e.sent_at', 'e.read_at', 'm.sender_id', 'm.sender_name', 'm.subject', 'm.preview'])
			.where('e.account_id', '=', ctx.actor.id)
			.where('e.folder', '=', 'inbox')
			.$if(input.unread, (all) => all.where('e.read_at', 'is', null))
			.$if(place !== null, (all) => all.where(sql<boolean>`(e.sent_at, e.message_id) < (${place?.sentAt}::timestamptz, ${place?.id}::uuid)`))
			.orderBy('e.sent_at', 'desc')
			.orderBy('e.message_id', 'desc')
			.limit(PAGE + 1)
			.execute();
		const { page, older } = paged(rows);
		return {
			messages: page.map((row) => ({
				id: row.id,
				threadId: row.thread_id,
				senderId: row.sender_id,
				from: row.sender_name,
				subject: row.subject,
				preview: row.preview,
				at: row.sent_at,
				unread: row.read_at === null
			})),
			older
		};
	}
});
