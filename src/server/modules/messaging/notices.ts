/** What recipients are told of a message: who wrote, about what, and where it is. Never what it says. */
import type { Notice } from '#modules/notifications';

export interface Told {
	id: string;
	threadId: string;
	senderName: string;
	subject: string;
	sentAt: Date;
	urgent: boolean;
}

/** One key a message: told once however often a batch is served again, withdrawn and read by the same key. */
export function noticeOf(message: Told): Notice {
	return {
		kind: 'message',
		key: message.id,
		at: message.sentAt,
		actorName: message.senderName,
		subject: message.subject,
		link: `/messagerie/${message.threadId}`,
		schoolId: null,
		urgent: message.urgent,
		subjectRef: `message:${message.id}`
	};
}
