import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { flag, page } from '#kernel/input';
import { provided } from '#kernel/policy';
import { addressOf, tokenOf } from '../audience.ts';
import { named } from '../recipients.ts';
import { labels } from '../words.ts';
import { reader } from '../protection.ts';

const PAGE = 30;

/** What one is writing, or what leaves by itself, the latest first, with how many there are of both. */
export const drafts = query({
	name: 'messaging.drafts',
	summary: 'Drafts, or scheduled letters, 30 a page, with how many there are',
	input: v.object({ scheduled: flag, page }),
	allow: provided(reader, 'his own', () => true),
	trial: () => ({}),
	async run(ctx, input) {
		const mine = ctx.db.selectFrom('messaging.draft as d').where('d.owner_id', '=', ctx.actor.id).where('d.sent_as', 'is', null);
		const rows = await mine
			.where('d.send_at', input.scheduled ? 'is not' : 'is', null)
			.leftJoin('messaging.message as a', 'a.id', 'd.answers_id')
			.select([
				'd.id',
				'd.recipients',
				'd.subject',
				'd.updated_at',
				'd.send_at',
				'd.refused_code',
				'd.revision',
				'd.answers_id',
				'd.forwards_id',
				'a.subject as answered',
				'a.sender_name'
			])
			.select(sql<string>`left(regexp_replace(left(d.body, 300), '\\s+', ' ', 'g'), 140)`.as('preview'))
			.orderBy((order) => order.ref(input.scheduled ? 'd.send_at' : 'd.updated_at'), input.scheduled ? 'asc' : 'desc')
			.offset((input.page - 1) * PAGE)
			.limit(PAGE + 1)
			.execute();
		const counts = await mine
			.select(({ fn }) => [
				fn.count<number>('d.id').filterWhere('d.send_at', 'is', null).as('drafts'),
				fn.count<number>('d.id').filterWhere('d.send_at', 'is not', null).as('scheduled')
			])
			.executeTakeFirstOrThrow();
		const tokens = rows.flatMap((row) => Object.values(row.recipients).flatMap((line) => line.slice(0, 5)));
		const parts = await named(ctx, [...new Set(tokens)].map(addressOf));
		const of = (line: readonly string[] = []) => line.flatMap((token) => parts.filter((part) => tokenOf(part) === token));
		return {
			drafts: rows.slice(0, PAGE).map((row) => ({
				id: row.id,
				revision: row.revision,
				to: row.answers_id ? (row.sender_name ?? '') : labels(of([...(row.recipients.to ?? []), ...(row.recipients.cc ?? []), ...(row.recipients.bcc ?? [])]), ctx.locale),
				subject: row.answers_id ? (row.answered ?? '') : row.subject,
				preview: row.preview,
				at: row.updated_at,
				sendAt: row.send_at,
				refusedCode: row.refused_code,
				answers: row.answers_id !== null,
				forwards: row.forwards_id !== null
			})),
			more: rows.length > PAGE,
			counts
		};
	}
});
