/** Received messages as lines of a list. */
import { m } from '#paraglide/messages.js';

interface Received {
	id: string;
	threadId: string;
	from: string;
	subject: string;
	preview: string;
	withdrawn: 'recalled' | 'removed' | null;
	at: Date;
	unread: boolean;
	starred: boolean;
	files: boolean;
}

export function receivedLines(messages: readonly Received[]) {
	return messages.map((message) => ({
		...message,
		who: message.from,
		preview: message.withdrawn === 'removed' ? m.messaging_removed() : message.withdrawn === 'recalled' ? m.messaging_recalled() : message.preview
	}));
}
