/** Messages of one's own mailbox, as a form names them: one by one, or a whole conversation. */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Schema } from '#kernel/schema';
import * as v from 'valibot';
import { id, list } from '#kernel/input';

/** Most that a page shows, and a little more. */
const MOST = 100;

export const chosen = { messages: v.optional(list(id, MOST), []), threadId: v.optional(id) };

export interface Chosen {
	messages: string[];
	threadId?: string | undefined;
}

/** The condition for `where(…)`; nothing chosen is nobody's message. */
export function isChosen({ messages, threadId }: Chosen) {
	return (where: ExpressionBuilder<Schema, 'messaging.entry'>): Expression<SqlBool> =>
		where.or([...(messages.length > 0 ? [where('message_id', 'in', messages)] : []), ...(threadId ? [where('thread_id', '=', threadId)] : [])]);
}
