import type { Generated } from 'kysely';
import type { Profile } from '#kernel/actor';

declare module '#kernel/schema' {
	interface Schema {
		'files.blob': {
			sha256: string;
			size: number;
			mime: string;
			stored_at: Date | null;
			preview: Generated<'none' | 'ready' | 'failed'>;
			pages: number | null;
			page_ratios: Generated<number[]>;
			pages_cut: Generated<boolean>;
		};
		'files.file': {
			id: string;
			owner_id: string | null;
			school_id: string | null;
			purpose: string;
			name: string;
			size: number;
			received: Generated<number>;
			state: Generated<'uploading' | 'finished' | 'refused'>;
			refused_code: string | null;
			sha256: string | null;
			mime: string | null;
			has_preview: Generated<boolean>;
			/** Pages that can be looked at as pictures: null before it was tried, 0 when there are none. */
			pages: number | null;
			/** Of the pictures made so far: the height in thousandths of the width. */
			page_ratios: Generated<number[]>;
			/** There are more pages than these: they are in the file alone. */
			pages_cut: Generated<boolean>;
			created_at: Date;
			expires_at: Date;
			finished_at: Date | null;
			used_at: Date | null;
			/** As its sender named it, to ask for it again. */
			begun_as: string | null;
			/** The draft it waited in was thrown away. */
			let_go_at: Generated<Date | null>;
		};
		'files.use': { file_id: string; module: string; subject_id: string; position: Generated<number>; attached_by: string | null; attached_at: Date };
		'files.quota': { school_id: string | null; profile: Profile | null; bytes: number };
		'files.purpose': { name: string; most_bytes: number };
	}
}
export {};
