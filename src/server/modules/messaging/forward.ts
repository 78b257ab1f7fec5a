/** Passing on a message: what it said is quoted by us below what was typed, with who wrote it and when. */
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuseField, type Refusal } from '#kernel/errors';
import { m } from '#paraglide/messages.js';
import { fromText, plainText, type Block, type Document, type ListNode, type Paragraph, type Text } from '#kernel/document';
import { moment } from './words.ts';

/** What a message may hold with all it passes on; see the check of messaging.message. */
const LONGEST = 60_000;

export interface Original {
	id: string;
	sender_name: string;
	subject: string;
	body: string;
	document: Document | null;
	sent_at: Date;
	attachment_count: number;
}

/** A message the actor wrote or received, and that nobody took back. */
export async function originalOf(ctx: Context<Person>, messageId: string): Promise<Original | undefined> {
	const me = ctx.actor.id;
	return ctx.db
		.selectFrom('messaging.message as m')
		.leftJoin('messaging.entry as e', (join) => join.onRef('e.message_id', '=', 'm.id').on('e.account_id', '=', me))
		.select(['m.id', 'm.sender_name', 'm.subject', 'm.body', 'm.document', 'm.sent_at', 'm.attachment_count'])
		.where('m.id', '=', messageId)
		.where('m.recalled_at', 'is', null)
		.where('m.removed_at', 'is', null)
		.where((where) => where.or([where('m.sender_id', '=', me), where('e.account_id', '=', me)]))
		.executeTakeFirst();
}

/** « Message de Mme Durand, mercredi 4 mars 2026 à 18 h 04 ». */
export function quotedFrom(original: Original, locale: 'fr' | 'en'): string {
	return m.messaging_quoted_from({ name: original.sender_name, date: moment(original.sent_at, locale) }, { locale });
}

/** What was typed, then the original, or that it is too long for one message. */
export function withOriginal(text: Text, original: Original, locale: 'fr' | 'en'): Text | Refusal {
	const own = text.body === '' ? [] : (text.document ?? fromText(text.body)).content;
	const said = [quotedFrom(original, locale), m.messaging_quoted_subject({ subject: original.subject }, { locale })];
	const document: Document = {
		type: 'doc',
		content: [
			...own,
			...said.map((line): Paragraph => ({ type: 'paragraph', content: [{ type: 'text', text: line }] })),
			{ type: 'blockquote', content: (original.document ?? fromText(original.body)).content.flatMap(quotable) }
		]
	};
	const body = plainText(document);
	return body.length > LONGEST ? refuseField('body', 'too-long', { limit: LONGEST }) : { body, document };
}

/** A quote holds no quote: what was quoted already stands beside the rest. */
function quotable(block: Block): (Paragraph | ListNode)[] {
	return block.type === 'blockquote' ? block.content : [block];
}
