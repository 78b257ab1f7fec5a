import type { ColumnType, Generated } from 'kysely';
import type { Profile } from '#kernel/actor';
import type { Part } from './audience.ts';
import type { Document } from '#kernel/document';

declare module '#kernel/schema' {
	interface Schema {
		'messaging.thread': { id: string; started_by: string | null; started_at: Date; answers_id: string | null };
		'messaging.message': {
			id: string;
			thread_id: string;
			sender_id: string | null;
			sender_name: string;
			sender_profile: Profile;
			subject: string;
			body: string;
			preview: ColumnType<string, never, never>;
			audience: ColumnType<Part[], string, string>;
			recipient_count: number | null;
			idempotency_key: string;
			sent_at: Date;
			document: ColumnType<Document | null, string | null, never>;
			cc: ColumnType<Part[], string | undefined, string>;
			replies_off: Generated<boolean>;
			urgent: Generated<boolean>;
			forwards_id: ColumnType<string | null, string | null | undefined, never>;
			attachment_count: Generated<number>;
			automatic: Generated<boolean>;
			recalled_at: ColumnType<Date | null, never, Date>;
			removed_at: ColumnType<Date | null, never, Date>;
			sender_folder: Generated<'sent' | 'trash' | 'gone'>;
		};
		'messaging.entry': {
			message_id: string;
			account_id: string;
			thread_id: string;
			sent_at: Date;
			read_at: Date | null;
			folder: Generated<'inbox' | 'filed' | 'archive' | 'trash'>;
			folder_id: ColumnType<string | null, string | null | undefined, string | null>;
			starred: Generated<boolean>;
			trashed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
			trashed_from: ColumnType<string | null, string | null | undefined, string | null>;
			has_files: Generated<boolean>;
			blind: Generated<boolean>;
		};
		'messaging.delivery': {
			message_id: string;
			sender_id: string;
			reached: string | null;
			delivered: Generated<number>;
			accepted_at: Date;
			finished_at: Date | null;
			held_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
		};
	}
}
export {};
