import type { Expression } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context, Db } from '#kernel/context';
import { query } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { fixedQuery } from '#kernel/fixed-query';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import type { Attached } from '#modules/files';
import { answerTo, everybody, type Answered } from '../answers.ts';
import { filesOfMessages } from '../attachments.ts';
import type { Part } from '../audience.ts';
import type { Document } from '#kernel/document';
import { reachable } from '../reach.ts';
import { partsOf, recipientsOf } from '../recipients.ts';
import { addressed, labels } from '../words.ts';
import { reader } from '../protection.ts';

/** The latest messages shown of a conversation. */
const SHOWN = 100;

interface Row extends Answered {
	body: string;
	document: Document | null;
	urgent: boolean;
	automatic: boolean;
	sender_profile: string;
	sent_at: Date;
	read_at: Date | null;
	account_id: string | null;
	folder: 'inbox' | 'filed' | 'archive' | 'trash' | null;
	folder_id: string | null;
	starred: boolean | null;
	recalled_at: Date | null;
	removed_at: Date | null;
	attachment_count: number;
}

/** A conversation: what one wrote and received of it, the oldest first, and whom an answer would go to. */
export const thread = query({
	name: 'messaging.thread',
	summary: 'The messages of a conversation that one wrote or received',
	input: v.object({ id }),
	allow: provided(reader, 'who wrote or received one of its messages; the others do not exist for him', () => true),
	trial: (world) => ({ id: world.threadId }),
	async run(ctx, input) {
		const me = ctx.actor.id;
		const [latest, [start]] = await Promise.all([messagesOf(ctx.db, { me, thread: input.id }), startOf(ctx.db, { thread: input.id })]);
		const rows = latest.reverse();
		const last = rows.at(-1);
		if (!last) return refuse('not-found');
		const [first] = rows;
		const [answered] = start?.answers_id ? await messageOf(ctx.db, { me, message: start.answers_id }) : [];
		const all = [...rows, ...(answered ? [answered] : [])];
		// An answer goes to the last message of somebody else; alone, one goes on from one's own.
		const target = rows.findLast((row) => row.sender_id !== me) ?? last;
		const withFiles = all.filter((row) => row.attachment_count > 0).map((row) => row.id);
		const [known, files, reply] = await Promise.all([peopleShown(ctx, all), filesOfMessages(ctx, withFiles), replies(ctx, target)]);
		return {
			id: input.id,
			subject: first?.subject ?? '',
			messages: rows.map((row) => shown(ctx, row, known, files)),
			lies: lies(rows),
			answers: answered ? { threadId: answered.thread_id, ...shown(ctx, answered, known, files) } : null,
			reply
		};
	}
});

/** Of the messages, what the reader wrote or received. */
function visible(db: Db, me: Expression<string>) {
	return db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select([
			'm.id',
			'm.thread_id',
			'm.sender_id',
			'm.sender_name',
			'm.sender_profile',
			'm.subject',
			'm.body',
			'm.document',
			'm.audience',
			'm.cc',
			'm.replies_off',
			'm.urgent',
			'm.automatic',
			'e.blind',
			'm.recipient_count',
			'm.sent_at',
			'e.read_at',
			'e.account_id',
			'e.folder',
			'e.folder_id',
			'e.starred',
			'm.recalled_at',
			'm.removed_at',
			'm.attachment_count'
		])
		.where((where) => where.or([where('m.sender_id', '=', me), where('e.account_id', '=', me)]));
}

/** The latest first. */
const messagesOf = fixedQuery<{ me: string; thread: string }, Row>((db, slot) =>
	visible(db, slot('me')).where('m.thread_id', '=', slot('thread')).orderBy('m.sent_at', 'desc').orderBy('m.id', 'desc').limit(SHOWN)
);
const messageOf = fixedQuery<{ me: string; message: string }, Row>((db, slot) => visible(db, slot('me')).where('m.id', '=', slot('message')));
const startOf = fixedQuery<{ thread: string }, { answers_id: string | null }>((db, slot) =>
	db.selectFrom('messaging.thread').select('answers_id').where('id', '=', slot('thread'))
);

/**
 * Of the people a message was addressed to by name, those the reader may know of: a parent does not learn
 * from a message which other parents got it. The sender chose them and sees them all.
 */
async function peopleShown(ctx: Context<Person>, rows: readonly Row[]): Promise<Set<string>> {
	const others = rows
		.filter((row) => row.sender_id !== ctx.actor.id)
		.flatMap((row) => [...row.audience, ...row.cc])
		.flatMap((part) => (part.kind === 'person' || part.kind === 'family' ? [part.id] : []))
		.filter((one) => one !== ctx.actor.id);
	if (others.length === 0) return new Set();
	const [known, children] = await Promise.all([
		reachable(ctx, [...new Set(others)]),
		ctx.db.selectFrom('directory.guardianship').select('pupil_id').where('guardian_id', '=', ctx.actor.id).where('pupil_id', 'in', others).execute()
	]);
	return known.union(new Set(children.map((child) => child.pupil_id)));
}

/** Where the conversation lies in the reader's mailbox: where its latest received message does. Null when he received none. */
function lies(rows: readonly Row[]) {
	const last = rows.findLast((row) => row.folder !== null);
	return last?.folder ? { folder: last.folder, folderId: last.folder_id, starred: rows.some((row) => row.starred === true) } : null;
}

function shown(ctx: Context<Person>, row: Row, known: Set<string>, files: ReadonlyMap<string, Attached[]>) {
	const mine = row.sender_id === ctx.actor.id;
	const withdrawn = row.removed_at ? ('removed' as const) : row.recalled_at ? ('recalled' as const) : null;
	const hidden = withdrawn !== null && !(mine && withdrawn === 'recalled');
	const isMe = (part: Part) => part.kind === 'person' && part.id === ctx.actor.id;
	const [to, cc] = [row.audience, row.cc].map((line) => line.filter((part) => !isMe(part))) as [Part[], Part[]];
	const seen = (line: Part[]) => (mine ? line : line.filter((part) => !(part.kind === 'person' || part.kind === 'family') || known.has(part.id)));
	const [named, copied] = [seen(to), seen(cc)];
	return {
		id: row.id,
		senderId: row.sender_id,
		from: row.sender_name,
		profile: row.sender_profile,
		mine,
		/** Addressed to the reader by name. */
		toMe: row.audience.some(isMe),
		/** The other addressees, in words; empty when the reader may not know them. */
		to: named.length > 0 ? addressed(named, ctx.locale) : '',
		/** Addressees the reader may not know of. */
		hidden: to.length + cc.length - named.length - copied.length,
		/** Those who had a copy, in words, the reader among them or not. */
		cc: copied.length > 0 ? addressed(copied, ctx.locale) : '',
		ccMe: row.cc.some(isMe),
		/** The reader himself had a blind copy. */
		blind: row.blind ?? false,
		repliesOff: row.replies_off,
		urgent: row.urgent,
		/** Nobody typed it: the sender is away. */
		automatic: row.automatic,
		/** Empty where it was taken back, for everybody but its sender. */
		body: hidden ? '' : row.body,
		document: hidden ? null : row.document,
		files: hidden ? [] : (files.get(row.id) ?? []),
		withdrawn,
		at: row.sent_at,
		unread: row.account_id !== null && row.read_at === null,
		received: row.account_id !== null
	};
}

/** What answering the message would do; null where it cannot be answered. */
async function replies(ctx: Context<Person>, message: Answered) {
	const mine = message.sender_id === ctx.actor.id;
	const one = await answerTo(ctx, message, false);
	if (isRefusal(one)) return null;
	const again = mine ? await recipientsOf(ctx, one.envelope, one.granted) : null;
	if (again && isRefusal(again)) return null;
	return {
		messageId: message.id,
		to: mine ? labels(again ? partsOf(again) : [], ctx.locale) : message.sender_name,
		/** Goes on from one's own message, to all it was sent to. */
		mine,
		/** A private answer to a message of many starts a conversation of its own. */
		apart: one.newThread,
		all: await everybody(ctx, message)
	};
}
