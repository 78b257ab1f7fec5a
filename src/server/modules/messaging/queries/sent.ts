import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { before, PAGE, paged, placeOf } from '../cursor.ts';
import { labels } from '../words.ts';
import { reader } from '../protection.ts';

/** One page of what one sent, the latest first, with how far a large audience has been reached. */
export const sent = query({
	name: 'messaging.sent',
	summary: 'Messages one sent, the latest first, 30 a page',
	input: v.object({ before }),
	allow: reader,
	trial: () => ({}),
	async run(ctx, input) {
		const place = placeOf(input.before);
		const rows = await ctx.db
			.selectFrom('messaging.message as m')
			.leftJoin('messaging.delivery as d', 'd.message_id', 'm.id')
			.leftJoin('messaging.blind_copy as b', 'b.message_id', 'm.id')
			.select([
				'm.id',
				'm.thread_id',
				'm.sent_at',
				'm.subject',
				'm.preview',
				'm.removed_at',
				'm.audience',
				'm.cc',
				'b.audience as bcc',
				'm.recipient_count',
				'd.delivered',
				'd.accepted_at',
				'd.finished_at',
				'd.held_until'
			])
			.where('m.sender_id', '=', ctx.actor.id)
			.$if(place !== null, (all) => all.where(sql<boolean>`(m.sent_at, m.id) < (${place?.sentAt}::timestamptz, ${place?.id}::uuid)`))
			.orderBy('m.sent_at', 'desc')
			.orderBy('m.id', 'desc')
			.limit(PAGE + 1)
			.execute();
		const { page, older } = paged(rows);
		return {
			messages: page.map((row) => ({
				id: row.id,
				threadId: row.thread_id,
				to: labels([...row.audience, ...row.cc, ...(row.bcc ?? [])], ctx.locale),
				recipients: row.recipient_count,
				subject: row.subject,
				/** Empty where the moderators took it away. */
				preview: row.removed_at ? '' : row.preview,
				at: row.sent_at,
				delivered: row.accepted_at !== null && row.finished_at === null && row.held_until === null ? (row.delivered ?? 0) : null,
				/** Not gone yet: until then, and as long as it has reached nobody, it can be undone. */
				heldUntil: row.finished_at === null && row.delivered === 0 ? row.held_until : null
			})),
			older
		};
	}
});
