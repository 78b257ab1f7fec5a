/** To whom an answer goes, and in which conversation. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { tokenOf, type Part } from './audience.ts';
import type { Granted } from './recipients.ts';

export interface Answered {
	id: string;
	thread_id: string;
	sender_id: string | null;
	sender_name: string;
	subject: string;
	audience: Part[];
	recipient_count: number | null;
}

/** A message the actor wrote or received. Row level security hides the others, and so does the condition. */
export async function found(ctx: Context<Person>, messageId: string): Promise<Answered | undefined> {
	const me = ctx.actor.id;
	return ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select(['m.id', 'm.thread_id', 'm.sender_id', 'm.sender_name', 'm.subject', 'm.audience', 'm.recipient_count'])
		.where('m.id', '=', messageId)
		.where((where) => where.or([where('m.sender_id', '=', me), where('e.account_id', '=', me)]))
		.executeTakeFirst();
}

export interface Answer {
	to: string[];
	granted: Granted[];
	/** A private answer to a message sent to several: another circle of people, so another conversation. */
	newThread: boolean;
}

/** Null when nobody is left to be answered. Going on from one's own message is writing to the same people again. */
export async function answerTo(ctx: Context<Person>, message: Answered, all: boolean): Promise<Answer | null> {
	const me = ctx.actor.id;
	const others = message.audience.filter((part) => !(part.kind === 'person' && part.id === me));
	const everybody = others.map(tokenOf);
	if (message.sender_id === me) return { to: everybody, granted: await wroteToMe(ctx, message, others), newThread: false };
	if (message.sender_id === null) return null;
	const sender = { id: message.sender_id, name: message.sender_name };
	const to = tokenOf({ kind: 'person', ...sender });
	if (all) return { to: [...new Set([to, ...everybody])], granted: [sender], newThread: false };
	return { to: [to], granted: [sender], newThread: message.recipient_count !== 1 };
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
