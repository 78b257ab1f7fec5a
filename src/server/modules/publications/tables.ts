import type { Generated } from 'kysely';

export const IMPORTANCES = ['normal', 'important', 'urgent'] as const;
export type Importance = (typeof IMPORTANCES)[number];
export const AUDIENCES = ['public', 'everyone', 'chosen'] as const;
export type Audience = (typeof AUDIENCES)[number];

export interface NewsTable {
	id: string;
	/** Null: the département's own. */
	school_id: string | null;
	title: string;
	body: string;
	importance: Generated<Importance>;
	audience: Generated<Audience>;
	profiles: Generated<string[]>;
	class_ids: Generated<string[]>;
	state: Generated<'draft' | 'published'>;
	starts_at: Date | null;
	ends_at: Date | null;
	link: string | null;
	link_label: string | null;
	video_url: string | null;
	author_id: string | null;
	version: Generated<number>;
	created_at: Date;
	updated_at: Date;
	published_at: Date | null;
}

declare module '#kernel/schema' {
	interface Schema {
		'publications.news': NewsTable;
		'publications.thumbnail': { news_id: string; type: string; bytes: Buffer; version: string; alt: Generated<string> };
	}
}
export {};
