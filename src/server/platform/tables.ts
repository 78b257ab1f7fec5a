import type { Generated } from 'kysely';

declare module '#kernel/schema' {
	interface Schema {
		'core.audit': {
			id: string;
			at: Date;
			command: string;
			actor_id: string | null;
			actor_label: string;
			subject_type: string | null;
			subject_id: string | null;
			school_id: string | null;
			outcome: 'done' | 'refused';
			refusal_code: string | null;
			details: Generated<Record<string, string | number>>;
		};
		'core.outbox': {
			id: Generated<number>;
			job: string;
			data: string;
			start_after: Date | null;
			singleton_key: string | null;
			created_at: Generated<Date>;
		};
		'core.setting': { name: string; value: unknown; changed_at: Generated<Date> };
		'core.migration': { name: string; checksum: string; run_at: Generated<Date> };
	}
}
export {};
