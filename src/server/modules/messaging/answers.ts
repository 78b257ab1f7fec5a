/** To whom an answer goes, and in which conversation. */
import { sql } from 'kysely';
import { holds, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { tokenOf, type Envelope, type Part } from './audience.ts';
import { recipientsOf, type Granted } from './recipients.ts';

export interface Answered {
	id: string;
	thread_id: string;
	sender_id: string | null;
	sender_name: string;
	subject: string;
	audience: Part[];
	cc: Part[];
	replies_off: boolean;
	/** The actor had a blind copy; null where he wrote it. */
	blind: boolean | null;
	recipient_count: number | null;
}

/** A message the actor wrote or received. Row level security hides the others, and so does the condition. */
export async function found(ctx: Context<Person>, messageId: string): Promise<Answered | undefined> {
	const me = ctx.actor.id;
	return ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select(['m.id', 'm.thread_id', 'm.sender_id', 'm.sender_name', 'm.subject', 'm.audience', 'm.cc', 'm.replies_off', 'e.blind', 'm.recipient_count'])
		.where('m.id', '=', messageId)
		.where((where) => where.or([where('m.sender_id', '=', me), where('e.account_id', '=', me)]))
		.executeTakeFirst();
}

export interface Answer {
	envelope: Envelope;
	granted: Granted[];
	/** A private answer to a message sent to several: another circle of people, so another conversation. */
	newThread: boolean;
}

/**
 * To whom an answer goes; refused where nobody is left to be answered or no answer is wanted. Going on from
 * one's own message is writing to the same people again. Who had a blind copy answers the sender alone: the
 * others do not know of him.
 */
export async function answerTo(ctx: Context<Person>, message: Answered, all: boolean): Promise<Answer | Refusal> {
	const me = ctx.actor.id;
	const tokens = (parts: readonly Part[]) => parts.map(tokenOf).filter((token) => token !== `person:${me}`);
	const [to, cc] = [tokens(message.audience), tokens(message.cc)];
	if (message.sender_id === me) {
		if (to.length + cc.length === 0) return refuse('gone', { code: 'sender-gone' });
		return { envelope: { to, cc, bcc: [] }, granted: await wroteToMe(ctx, message, [...message.audience, ...message.cc]), newThread: false };
	}
	if (message.sender_id === null) return refuse('gone', { code: 'sender-gone' });
	if (message.replies_off) return refuse('forbidden', { code: 'replies-off' });
	const sender = { id: message.sender_id, name: message.sender_name };
	const back = tokenOf({ kind: 'person', ...sender });
	if (!all) return { envelope: { to: [back], cc: [], bcc: [] }, granted: [sender], newThread: message.recipient_count !== 1 };
	if (message.blind) return refuse('forbidden', { code: 'blind-answers-sender' });
	return { envelope: { to: [...new Set([back, ...to])], cc, bcc: [] }, granted: [sender], newThread: false };
}

/** Those of the audience from whom one received something in this conversation, or what it answers. */
async function wroteToMe(ctx: Context<Person>, message: Answered, parts: readonly Part[]): Promise<Granted[]> {
	const ids = parts.flatMap((part) => (part.kind === 'person' ? [part.id] : []));
	if (ids.length === 0) return [];
	const { rows } = await sql<Granted>`
		select distinct on (m.sender_id) m.sender_id as id, m.sender_name as name
		from messaging.message m join messaging.entry e on e.message_id = m.id and e.account_id = ${ctx.actor.id}
		where m.sender_id = any (${ids}::uuid[])
			and (m.thread_id = ${message.thread_id} or m.id = (select t.answers_id from messaging.thread t where t.id = ${message.thread_id}))`.execute(ctx.db);
	return rows;
}

/** How many people an answer to all of another's message reaches; null where it is not allowed, or not offered. */
export async function everybody(ctx: Context<Person>, message: Answered): Promise<number | null> {
	if (message.sender_id === ctx.actor.id || !mayWish(ctx.actor, message)) return null;
	const all = await answerTo(ctx, message, true);
	const recipients = isRefusal(all) ? null : await recipientsOf(ctx, all.envelope, all.granted);
	return recipients && !isRefusal(recipients) && recipients.ids && recipients.ids.length > 1 ? recipients.ids.length : null;
}

/** Among colleagues, or people addressed by name. A class of pupils or parents is not asked about at each reading: their answer is for the sender. */
function mayWish(actor: Person, message: Answered): boolean {
	if (message.recipient_count === 1) return false;
	return holds(actor, 'teacher', 'staff', 'principal', 'department', 'academy') || [...message.audience, ...message.cc].every((part) => part.kind === 'person');
}
