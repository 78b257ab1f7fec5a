/** Tables of the import, written by the system role alone. */
import type { Generated } from 'kysely';

export type RunStatus = 'planned' | 'applied' | 'refused' | 'undone' | 'failed';

export interface ImportRunTable {
	id: Generated<number>;
	kind: 'aaf' | 'csv';
	mode: 'complete' | 'delta' | null;
	status: RunStatus;
	started_at: Generated<Date>;
	finished_at: Date | null;
	options: Generated<Record<string, unknown>>;
	report: unknown;
	reason: string | null;
}

export interface SuspectedDuplicateTable {
	/** The smaller of the two ids. */
	first_id: string;
	second_id: string;
	reason: 'birth-date' | 'email' | 'guardian-and-staff';
	status: Generated<'open' | 'dismissed' | 'merged'>;
	found_at: Generated<Date>;
}

declare module '#kernel/schema' {
	interface Schema {
		'directory.import_run': ImportRunTable;
		'directory.import_change': {
			id: Generated<number>;
			run_id: number;
			school_id: string | null;
			table_name: string;
			operation: 'insert' | 'update' | 'delete';
			row_count: number;
			before: unknown;
			after: unknown;
		};
		'directory.source_record': {
			source: string;
			kind: 'pupil' | 'guardian' | 'staff';
			key: string;
			record_id: string | null;
			person_id: string;
			hash: number | null;
			contact_hash: number | null;
			name_hash: number | null;
			gone_at: Date | null;
		};
		'directory.source_structure': { source: string; key: string; school_id: string };
		'directory.suspected_duplicate': SuspectedDuplicateTable;
	}
}
