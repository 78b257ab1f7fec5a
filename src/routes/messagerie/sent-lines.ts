/** Sent messages as lines of a list. */
import { m } from '#paraglide/messages.js';
import { number } from './words.ts';

interface Sent {
	id: string;
	threadId: string;
	to: string;
	recipients: number | null;
	subject: string;
	preview: string;
	at: Date;
	delivered: number | null;
}

export function sentLines(messages: readonly Sent[]) {
	return messages.map((message) => ({
		id: message.id,
		threadId: message.threadId,
		subject: message.subject,
		preview: message.preview,
		at: message.at,
		who: m.messaging_to({ names: message.to }),
		face: message.to,
		note:
			message.delivered !== null
				? m.messaging_underway({ count: message.delivered, shown: number(message.delivered) })
				: message.recipients !== null && message.recipients > 1
					? m.messaging_received_by({ count: message.recipients, shown: number(message.recipients) })
					: undefined
	}));
}
