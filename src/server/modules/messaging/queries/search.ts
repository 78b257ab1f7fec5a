import { sql, type RawBuilder } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { page, text } from '#kernel/input';
import { provided } from '#kernel/policy';
import { PAGE } from '../cursor.ts';
import { filters, ofClass, ofSender, type Filters } from '../filters.ts';
import { labels } from '../words.ts';
import type { Part } from '../audience.ts';
import { reader } from '../protection.ts';

interface Row {
	id: string;
	thread_id: string;
	sent_at: Date;
	read_at: Date | null;
	received: boolean;
	folder: string;
	starred: boolean;
	has_files: boolean;
	sender_name: string;
	subject: string;
	audience: Part[];
	withdrawn: boolean;
	excerpt: string;
}

/** Stands around found words in an excerpt; no text typed by people can hold it (see `text` in kernel/input). */
const MARK = '\u0001';

/** `word:*` for each word typed: the beginning of a word is enough, and all of them are wanted. */
function asked(typed: string): string {
	return (typed.match(/[\p{L}\p{N}]+/gu) ?? [])
		.slice(0, 8)
		.map((word) => `${word}:*`)
		.join(' & ');
}

/**
 * Messages one received or sent that say these words: in the subject first, then the sender, the names of
 * files, the text; the latest of equals first. Accents and endings do not matter. Trash is left out.
 */
export const search = query({
	name: 'messaging.search',
	summary: 'Search one’s messages by words of subject, sender, file names and text, 30 a page',
	// Over the actor's own mailbox by its own conditions: see 0040_search_own_mailbox.sql.
	as: 'system',
	input: v.object({ q: text(100), page, ...filters }),
	allow: provided(reader, 'of his own mailbox', () => true),
	trial: () => ({ q: 'essai' }),
	async run(ctx, input) {
		const wanted = asked(input.q);
		if (wanted === '') return { messages: [], page: 1, more: false };
		// A subquery: read once. In a plan that is kept for any words, the function itself would be run for every message.
		const tsquery = sql`(select to_tsquery('messaging.french', ${wanted}))`;
		const { rows } = await sql<Row>`
			select m.id, m.thread_id, m.sent_at, found.read_at, found.received, found.folder, found.starred, found.has_files,
				m.sender_name, m.subject, m.audience, m.recalled_at is not null or m.removed_at is not null as withdrawn,
				ts_headline('messaging.french', left(m.body, 5000), ${tsquery},
					${`StartSel=${MARK}, StopSel=${MARK}, MaxFragments=1, MinWords=8, MaxWords=20`}) as excerpt
			from (
				select mine.*, said.rank from (${ofOneself(ctx.actor.id, input)}) mine cross join lateral (
					select ts_rank(s.words, ${tsquery}) as rank from messaging.search s
					where s.message_id = mine.message_id and s.words @@ ${tsquery} offset 0) said
				order by said.rank desc, mine.sent_at desc limit ${PAGE + 1} offset ${(input.page - 1) * PAGE}
			) found join messaging.message m on m.id = found.message_id
			order by found.rank desc, found.sent_at desc`.execute(ctx.db);
		return {
			messages: rows.slice(0, PAGE).map((row) => ({
				id: row.id,
				threadId: row.thread_id,
				from: row.sender_name,
				/** Whom it went to, where one wrote it oneself. */
				to: row.received ? null : labels(row.audience, ctx.locale),
				subject: row.subject,
				/** Pieces of the text, the found ones at odd places. */
				excerpt: row.withdrawn ? [] : row.excerpt.split(MARK),
				at: row.sent_at,
				unread: row.received && row.read_at === null,
				folder: row.received ? row.folder : 'sent',
				starred: row.starred,
				files: row.has_files
			})),
			page: input.page,
			more: rows.length > PAGE
		};
	}
});

/** One's own messages, narrowed before their words are read. What is taken back is not found any more. */
function ofOneself(me: string, wanted: Filters): RawBuilder<unknown> {
	const days = (at: RawBuilder<unknown>) => sql`
		(${wanted.since ?? null}::date is null or ${at} >= (${wanted.since ?? null}::date)::timestamp at time zone 'Europe/Paris')
		and (${wanted.until ?? null}::date is null or ${at} < (${wanted.until ?? null}::date + 1)::timestamp at time zone 'Europe/Paris')`;
	const bySender = Boolean(wanted.from ?? wanted.classId);
	const received = sql`select e.message_id, e.sent_at, e.read_at, e.folder, e.starred, e.has_files, true as received
		from messaging.entry e ${bySender ? sql`join messaging.message m on m.id = e.message_id` : sql``}
		where e.account_id = ${me} and e.folder <> 'trash' and ${days(sql`e.sent_at`)}
			${wanted.unread ? sql`and e.read_at is null` : sql``} ${wanted.files ? sql`and e.has_files` : sql``}
			${wanted.from ? sql`and ${ofSender(wanted.from)}` : sql``} ${wanted.classId ? sql`and ${ofClass(wanted.classId)}` : sql``}`;
	if (bySender || wanted.unread) return received;
	return sql`${received} union all
		select m.id, m.sent_at, null, 'sent', false, m.attachment_count > 0, false from messaging.message m
		where m.sender_id = ${me} and m.sender_folder = 'sent' and ${days(sql`m.sent_at`)} ${wanted.files ? sql`and m.attachment_count > 0` : sql``}`;
}
