import type { ColumnType, Generated } from 'kysely';
import type { Profile } from '#kernel/actor';
import type { Part } from './audience.ts';

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
		};
		'messaging.entry': {
			message_id: string;
			account_id: string;
			thread_id: string;
			sent_at: Date;
			read_at: Date | null;
			folder: Generated<'inbox' | 'archive' | 'trash'>;
		};
		'messaging.delivery': {
			message_id: string;
			sender_id: string;
			reached: string | null;
			delivered: Generated<number>;
			accepted_at: Date;
			finished_at: Date | null;
		};
	}
}
export {};
