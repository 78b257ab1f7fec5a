/** The columns every reading of news shares. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

export function newsRows(db: Db) {
	return db
		.selectFrom('publications.news as n')
		.leftJoin('publications.thumbnail as t', 't.news_id', 'n.id')
		.select([
			'n.id',
			'n.title',
			'n.body',
			'n.importance',
			'n.link',
			'n.link_label',
			'n.video_url',
			'n.starts_at',
			'n.ends_at',
			'n.updated_at',
			't.version as thumbnail_version',
			't.alt as thumbnail_alt'
		]);
}

/** Urgent first. */
export const byImportance = sql<number>`array_position(array['urgent', 'important', 'normal'], n.importance)`;

/** Published, begun and not over. */
export function liveNow(now: Date) {
	return sql<boolean>`n.state = 'published' and n.starts_at <= ${now} and (n.ends_at is null or n.ends_at > ${now})`;
}
