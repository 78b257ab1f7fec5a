/** Who has opened a message: asked by staff who wrote to families, about families only. */
import { sql, type RawBuilder } from 'kysely';
import { holds, type Person, type Profile } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';

const SCHOOL_ADULTS: readonly Profile[] = ['teacher', 'staff', 'principal', 'department', 'academy'];

export interface Letter {
	id: string;
	subject: string;
	thread_id: string;
	sender_name: string;
}

/** The actor's own message to families; anybody else's does not exist. */
export async function letterToFamilies(ctx: Context<Person>, messageId: string): Promise<Letter | Refusal> {
	if (!holds(ctx.actor, ...SCHOOL_ADULTS)) return refuse('forbidden');
	const message = await ctx.db
		.selectFrom('messaging.message')
		.select(['id', 'subject', 'thread_id', 'sender_name', 'recalled_at', 'removed_at'])
		.where('id', '=', messageId)
		.where('sender_id', '=', ctx.actor.id)
		.executeTakeFirst();
	if (!message) return refuse('not-found');
	return message.recalled_at || message.removed_at ? refuse('gone', { code: 'message-gone' }) : message;
}

/** Parents among those who received it: colleagues and pupils are nobody's to watch. */
export function families(messageId: string): RawBuilder<{ account_id: string; read_at: Date | null }> {
	return sql`select e.account_id, e.read_at from messaging.entry e
		where e.message_id = ${messageId} and exists (select from directory.role r where r.person_id = e.account_id and r.profile = 'guardian')
			and not exists (select from directory.role r where r.person_id = e.account_id and r.profile in ('teacher', 'staff', 'principal', 'department', 'academy'))`;
}
