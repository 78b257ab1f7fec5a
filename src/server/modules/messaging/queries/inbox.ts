import { sql, type Expression, type ExpressionBuilder, type InferResult } from 'kysely';
import * as v from 'valibot';
import type { Schema } from '#kernel/schema';
import type { Db } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { fixedQuery } from '#kernel/fixed-query';
import { provided } from '#kernel/policy';
import { before, PAGE, paged, placeOf } from '../cursor.ts';
import { filters, narrowed, narrows } from '../filters.ts';
import { place, placeNamed, type Place } from '../places.ts';
import { reader } from '../protection.ts';

type Entries = ExpressionBuilder<{ e: Schema['messaging.entry'] }, 'e'>;

/** Each is one range of an index: see `entry_mailbox`, `entry_filed`, `entry_starred` (whose condition must be seen in the text). */
function lyingIn(wanted: Place | 'starred') {
	return (where: Entries) => {
		if (wanted === 'starred') return where.and([sql<boolean>`e.starred`, where('e.folder', '<>', 'trash')]);
		if (wanted.folder === 'filed') return where.and([where('e.folder_id', '=', wanted.folderId), where('e.folder', '=', 'filed')]);
		return where('e.folder', '=', wanted.folder);
	};
}

function listed(db: Db, me: Expression<string>) {
	return db
		.selectFrom('messaging.entry as e')
		.innerJoin('messaging.message as m', 'm.id', 'e.message_id')
		.select([
			'm.id',
			'e.thread_id',
			'e.sent_at',
			'e.read_at',
			'e.starred',
			'e.has_files',
			'm.sender_id',
			'm.sender_name',
			'm.subject',
			'm.preview',
			'm.recalled_at',
			'm.removed_at'
		])
		.where('e.account_id', '=', me)
		.orderBy('e.sent_at', 'desc')
		.orderBy('e.message_id', 'desc')
		.limit(PAGE + 1);
}

/** The first page of a mailbox as it is opened, without a filter: what everybody asks most. */
const latestIn = fixedQuery<{ me: string; folder: Place['folder'] }, InferResult<ReturnType<typeof listed>>[number]>((db, slot) =>
	listed(db, slot('me')).where('e.folder', '=', slot('folder'))
);

/** One page of what one received, the latest first: the inbox, or another place of one's mailbox. */
export const inbox = query({
	name: 'messaging.inbox',
	summary: 'Messages one received, the latest first, 30 a page; of the inbox, or of another place of one’s mailbox',
	input: v.object({ before, in: v.optional(v.union([v.literal('starred'), place])), ...filters }),
	allow: provided(reader, 'of his own mailbox', () => true),
	trial: () => ({}),
	async run(ctx, input) {
		const from = placeOf(input.before);
		const wanted = input.in === 'starred' ? 'starred' : placeNamed(input.in ?? 'inbox');
		const me = ctx.actor.id;
		const rows =
			wanted !== 'starred' && wanted.folder !== 'filed' && from === null && !narrows(input)
				? await latestIn(ctx.db, { me, folder: wanted.folder })
				: await listed(ctx.db, sql.val(me))
						.where(lyingIn(wanted))
						.where(narrowed(input))
						.$if(from !== null, (all) => all.where(sql<boolean>`(e.sent_at, e.message_id) < (${from?.sentAt}::timestamptz, ${from?.id}::uuid)`))
						.execute();
		if (rows.length === 0 && wanted !== 'starred' && wanted.folderId) {
			const own = await ctx.db.selectFrom('messaging.folder').select('id').where('id', '=', wanted.folderId).where('account_id', '=', ctx.actor.id).executeTakeFirst();
			if (!own) return refuse('not-found', { code: 'folder-unknown' });
		}
		const { page, older } = paged(rows);
		return {
			messages: page.map((row) => ({
				id: row.id,
				threadId: row.thread_id,
				senderId: row.sender_id,
				from: row.sender_name,
				subject: row.subject,
				/** Empty where the message was taken back: what it said is not shown again. */
				preview: row.recalled_at || row.removed_at ? '' : row.preview,
				withdrawn: row.removed_at ? ('removed' as const) : row.recalled_at ? ('recalled' as const) : null,
				at: row.sent_at,
				unread: row.read_at === null,
				starred: row.starred,
				files: row.has_files
			})),
			older
		};
	}
});
