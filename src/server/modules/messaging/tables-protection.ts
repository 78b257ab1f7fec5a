import type { ColumnType, Generated } from 'kysely';
import type { Profile } from '#kernel/actor';

export const REPORT_REASONS = ['insult', 'harassment', 'threat', 'inappropriate', 'fraud', 'other'] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

/** One message of what a report shows moderators, as it was when it was reported. */
export interface Evidence {
	id: string;
	from: string;
	profile: Profile;
	at: string;
	subject: string;
	text: string;
	/** By name, as they were; those of the reported message can be opened by its moderators while the report is open. */
	attachments: { id: string; name: string }[];
	/** The one that was reported; the others are its context. */
	reported: boolean;
}

declare module '#kernel/schema' {
	interface Schema {
		'messaging.report': {
			id: string;
			school_id: string;
			message_id: string | null;
			sender_id: string | null;
			reporter_id: string | null;
			reason: ReportReason;
			comment: Generated<string>;
			evidence: ColumnType<Evidence[], string, never>;
			reported_at: Date;
			escalated: boolean;
			status: Generated<'open' | 'kept' | 'removed'>;
			decided_by: ColumnType<string | null, never, string>;
			decided_at: ColumnType<Date | null, never, Date>;
		};
		'messaging.suspension': {
			id: string;
			account_id: string;
			school_id: string;
			reason: string;
			starts_at: Date;
			ends_at: Date | null;
			decided_by: string | null;
			lifted_at: ColumnType<Date | null, never, Date>;
			lifted_by: ColumnType<string | null, never, string>;
		};
		'messaging.warning': {
			id: string;
			account_id: string;
			school_id: string;
			report_id: string | null;
			body: string;
			given_by: string | null;
			given_at: Date;
			seen_at: ColumnType<Date | null, never, Date>;
		};
		'messaging.block': { account_id: string; blocked_id: string; blocked_at: Date };
		'messaging.closure': {
			id: string;
			school_id: string | null;
			profile: Profile | null;
			extent: 'writing' | 'all';
			reason: string;
			above: boolean;
			closed_at: Date;
			closed_by: string | null;
			reopened_at: ColumnType<Date | null, never, Date>;
			reopened_by: ColumnType<string | null, never, string>;
		};
		'messaging.school_setting': { school_id: string; families_by_direction: Generated<boolean> };
	}
}
export {};
