/** Writing a message down and putting it into mailboxes, in the caller's transaction. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { announce, whenNotified } from '#modules/notifications';
import { carriesTheSame, carry, namesCarried } from './attachments.ts';
import type { Envelope } from './audience.ts';
import type { Text } from '#kernel/document';
import { noticeOf } from './notices.ts';
import { AT_ONCE, type Recipients } from './recipients.ts';
import { letGo, type Tab } from './sending.ts';
import { signature } from './words.ts';

export const DELIVER = 'messaging.deliver';

export interface Sent {
	messageId: string;
	threadId: string;
	/** People who get it; null while a large audience is being counted. */
	recipients: number | null;
	/** Still on its way to the mailboxes. */
	underway: boolean;
	/** Until then it can be undone; null when it left at once. */
	heldUntil: Date | null;
	/** Quiet hours: it is in the mailboxes, and rings then, for the last of them; null when it rings at once. */
	ringsAt: Date | null;
	/** This very message had been sent before: nothing was sent twice. */
	again: boolean;
}

export interface Letter extends Text, Tab {
	key: string;
	subject: string;
	envelope: Envelope;
	recipients: Recipients;
	/** Of an existing conversation; a new one otherwise, which may answer a message of another. */
	threadId: string | null;
	answersId: string | null;
	/** What it is an answer to, and whether to all: for the draft it may become again. */
	answer: { messageId: string; all: boolean } | null;
	forwardsId: string | null;
	repliesOff: boolean;
	urgent: boolean;
	files: readonly string[];
	/** What was typed, where `body` carries more. */
	typed: Text;
	/** Seconds. */
	hold: number;
	/** Nobody typed it: somebody away answers. */
	automatic?: boolean;
}

/**
 * The message this key stands for, if it was sent already. Takes the sender's turn: two clicks at the
 * same moment come one after the other, and the second finds what the first wrote. A key that was undone
 * sends nothing any more; a key that comes back with other words is refused rather than called sent.
 */
export async function sentBefore(ctx: Context<Person>, key: string, body: string, files: readonly string[]): Promise<Sent | Refusal | null> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`messaging ${ctx.actor.id}`}, 0))`.execute(ctx.db);
	const row = await ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.delivery as d', 'd.message_id', 'm.id')
		.select(['m.id', 'm.thread_id', 'm.body', 'm.forwards_id', 'm.recipient_count', 'd.accepted_at', 'd.finished_at', 'd.held_until'])
		.where('m.sender_id', '=', ctx.actor.id)
		.where('m.idempotency_key', '=', key)
		.executeTakeFirst();
	if (!row) {
		const undone = await ctx.db.selectFrom('messaging.undone').select('draft_id').where('sender_id', '=', ctx.actor.id).where('key', '=', key).executeTakeFirst();
		return undone ? refuse('conflict', { code: 'message-undone' }) : null;
	}
	if (row.forwards_id ? !row.body.startsWith(body) : row.body !== body) return refuse('conflict', { code: 'sent-from-elsewhere' });
	if (!(await carriesTheSame(ctx, row.id, { files, forwardsId: row.forwards_id }))) return refuse('conflict', { code: 'sent-from-elsewhere' });
	const waiting = row.accepted_at !== null && row.finished_at === null;
	return {
		messageId: row.id,
		threadId: row.thread_id,
		recipients: row.recipient_count,
		underway: waiting && row.held_until === null,
		heldUntil: waiting ? row.held_until : null,
		ringsAt: null,
		again: true
	};
}

/** Write the message; deliver it now, or have it delivered by a job when many get it or it is held back. */
export async function post(ctx: Context<Person>, letter: Letter): Promise<Sent | Refusal> {
	const { db, now } = ctx;
	const { ids, to, cc, bcc, blind } = letter.recipients;
	const names = await namesCarried(ctx, letter);
	if (isRefusal(names)) return names;
	const sender = await db.selectFrom('directory.person').select(['kind', 'title', 'given_name', 'family_name']).where('id', '=', ctx.actor.id).executeTakeFirstOrThrow();
	const messageId = ctx.id();
	const threadId = letter.threadId ?? ctx.id();
	if (letter.threadId === null) {
		await db.insertInto('messaging.thread').values({ id: threadId, started_by: ctx.actor.id, started_at: now, answers_id: letter.answersId }).execute();
	}
	await db
		.insertInto('messaging.message')
		.values({
			id: messageId,
			thread_id: threadId,
			sender_id: ctx.actor.id,
			sender_name: signature(sender),
			sender_profile: ctx.actor.profile,
			subject: letter.subject,
			body: letter.body,
			document: letter.document ? JSON.stringify(letter.document) : null,
			audience: JSON.stringify(to),
			cc: JSON.stringify(cc),
			replies_off: letter.repliesOff,
			urgent: letter.urgent,
			automatic: letter.automatic ?? false,
			forwards_id: letter.forwardsId,
			attachment_count: names.length,
			recipient_count: ids?.length ?? null,
			idempotency_key: letter.key,
			sent_at: now
		})
		.execute();
	await sql`insert into messaging.search (message_id, words)
		values (${messageId}, messaging.words_of(${letter.subject}, ${signature(sender)}, ${names.join(' ')}, ${letter.body}))`.execute(db);
	const carried = await carry(ctx, messageId, letter);
	if (carried !== true) return carried;
	if (bcc.length > 0)
		await db
			.insertInto('messaging.blind_copy')
			.values({ message_id: messageId, audience: JSON.stringify(bcc) })
			.execute();
	const heldUntil = letter.hold > 0 && !letter.urgent ? new Date(now.getTime() + letter.hold * 1000) : null;
	const many = ids === null || ids.length > AT_ONCE;
	if (many || heldUntil) {
		await db
			.insertInto('messaging.delivery')
			.values({ message_id: messageId, sender_id: ctx.actor.id, reached: null, accepted_at: now, finished_at: null, held_until: heldUntil })
			.execute();
		await ctx.enqueue(DELIVER, { messageId }, heldUntil ? { startAfter: heldUntil } : { key: messageId });
	} else {
		await sql`insert into messaging.entry (message_id, account_id, thread_id, sent_at, blind, has_files)
			select ${messageId}::uuid, account, ${threadId}::uuid, ${now}::timestamptz, account = any (${[...blind]}::uuid[]), ${names.length > 0} from unnest(${ids}::uuid[]) account`.execute(
			db
		);
		await announce(db, noticeOf({ id: messageId, threadId, senderName: signature(sender), subject: letter.subject, sentAt: now, urgent: letter.urgent }), ids);
	}
	await letGo(ctx, letter, heldUntil ? messageId : null);
	const ringing = letter.urgent ? null : await whenNotified(ctx, ids ?? 'everybody');
	ctx.audit({ subject: { type: 'message', id: messageId }, details: { recipients: ids?.length ?? -1 } });
	return { messageId, threadId, recipients: ids?.length ?? null, underway: many && !heldUntil, heldUntil, ringsAt: ringing && !ringing.now ? ringing.latest : null, again: false };
}
