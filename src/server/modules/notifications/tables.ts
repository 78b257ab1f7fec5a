import type { Generated } from 'kysely';
import type { Channel, Rhythm } from './kinds.ts';

export type Zone = 'A' | 'B' | 'C';

declare module '#kernel/schema' {
	interface Schema {
		/** `first` and `last` are `yyyy-mm-dd`, both without school. */
		'notifications.holiday': { zone: Zone; first: string; last: string; label: string };
		/** Times are `hh:mm:ss` on the wall clock of Paris. */
		'notifications.school_hours': { school_id: string; zone: Zone | null; starts: string; ends: string; weekends: boolean; holidays: boolean; changed_at: Date };
		'notifications.person_hours': { account_id: string; starts: string; ends: string };
		'notifications.preference': { account_id: string; kind: string; channel: Channel; rhythm: Rhythm };
		'notifications.event': {
			id: Generated<string>;
			kind: string;
			key: string;
			at: Date;
			actor_name: string;
			subject: string;
			link: string;
			school_id: string | null;
			urgent: boolean;
			subject_ref: string;
			announced_by: Generated<string | null>;
			withdrawn_at: Date | null;
		};
		'notifications.notice': { event_id: string; account_id: string; read_at: Date | null };
		/** `auth_secret` is never read by the web role. */
		'notifications.push_subscription': { id: Generated<string>; account_id: string; endpoint: string; p256dh: string; auth_secret: string; device: string; created_at: Date };
		'notifications.bounce': { account_id: string; email: string; at: Date; reason: string };
		'notifications.delivery': {
			event_id: string;
			account_id: string;
			channel: Channel;
			rhythm: 'now' | 'daily' | 'weekly';
			due_at: Date;
			claimed_at: Date | null;
			tries: Generated<number>;
			outcome: 'sent' | 'failed' | 'skipped' | null;
		};
	}
}
export {};
