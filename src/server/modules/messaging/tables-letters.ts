import type { ColumnType, Generated } from 'kysely';
import type { Part } from './audience.ts';
import type { Document } from '#kernel/document';

/** Tokens of audience.ts, as typed so far. */
export interface DraftRecipients {
	to: string[];
	cc: string[];
	bcc: string[];
}

declare module '#kernel/schema' {
	interface Schema {
		'messaging.blind_copy': { message_id: string; audience: ColumnType<Part[], string, string> };
		'messaging.draft': {
			id: string;
			owner_id: string;
			recipients: ColumnType<Partial<DraftRecipients>, string | undefined, string>;
			subject: Generated<string>;
			body: Generated<string>;
			document: ColumnType<Document | null, string | null | undefined, string | null>;
			files: ColumnType<string[], string[] | undefined, string[]>;
			answers_id: string | null;
			answers_all: Generated<boolean>;
			forwards_id: string | null;
			replies_off: Generated<boolean>;
			urgent: Generated<boolean>;
			send_at: Date | null;
			refused_code: string | null;
			key: string;
			revision: Generated<number>;
			updated_at: Date;
			tab: string | null;
			sent_as: string | null;
		};
		'messaging.undone': { sender_id: string; key: string; message_id: string; draft_id: string; undone_at: Date };
		'messaging.recipient_set': { id: string; owner_id: string; name: string; tokens: string[] };
		'messaging.preference': { account_id: string; signature: Generated<string> };
		'messaging.absence': { account_id: string; starts_on: string; ends_on: string; body: string };
		'messaging.absence_answer': { account_id: string; sender_id: string; week: string };
		'messaging.reminder': { message_id: string; day: string; reminded: number };
		'messaging.search': { message_id: string; words: string };
		'messaging.folder': { id: string; account_id: string; parent_id: string | null; name: string };
	}
}
export {};
