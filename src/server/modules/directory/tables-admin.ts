import type { Generated } from 'kysely';
import type { Profile } from '#kernel/actor';

/** How far a profile reaches another: nobody, those it has a link with, or all of the school. */
export type Scope = 'none' | 'own' | 'school';

declare module '#kernel/schema' {
	interface Schema {
		'directory.communication_default': { from_profile: Profile; to_profile: Profile; scope: Scope; choices: Scope[] };
		'directory.communication_rule': {
			school_id: string;
			from_profile: Profile;
			to_profile: Profile;
			scope: Scope;
			changed_at: Date;
			changed_by: string | null;
		};
		'directory.search_entry': {
			person_id: string;
			school_id: string | null;
			profile: Profile;
			words: string;
			sorted: string;
			class_ids: string[];
			class_label: string | null;
		};
		'directory.reading': { person_id: string; since: Date; entries: number; reported: Generated<boolean> };
	}
}
