/** A row as pages and the API show it. */
import type { Importance } from './tables.ts';

export type Stage = 'draft' | 'scheduled' | 'live' | 'over';

export interface NewsItem {
	id: string;
	title: string;
	/** Text cut at empty lines; a line break inside one stays. */
	paragraphs: string[];
	importance: Importance;
	link: string | null;
	linkLabel: string | null;
	videoUrl: string | null;
	/** Address of the picture beside the video: ours, or a drawn one; null without video. */
	thumbnail: string | null;
	thumbnailAlt: string;
	from: Date | null;
	until: Date | null;
	updatedAt: Date;
}

export interface Shown {
	id: string;
	title: string;
	body: string;
	importance: Importance;
	link: string | null;
	link_label: string | null;
	video_url: string | null;
	starts_at: Date | null;
	ends_at: Date | null;
	updated_at: Date;
	thumbnail_version: string | null;
	thumbnail_alt: string | null;
}

export function present(row: Shown): NewsItem {
	return {
		id: row.id,
		title: row.title,
		paragraphs: paragraphs(row.body),
		importance: row.importance,
		link: row.link,
		linkLabel: row.link_label,
		videoUrl: row.video_url,
		thumbnail: row.video_url === null ? null : thumbnailAddress(row.id, row.thumbnail_version),
		thumbnailAlt: row.thumbnail_alt ?? '',
		from: row.starts_at,
		until: row.ends_at,
		updatedAt: row.updated_at
	};
}

/** Drawn for a video without a picture of its own. */
export const DRAWN = '/video.svg';

export function thumbnailAddress(newsId: string, version: string | null): string {
	return version === null ? DRAWN : `/actualites/vignette/${newsId}?v=${version}`;
}

export function paragraphs(body: string): string[] {
	return body
		.split(/\n[ \t]*\n+/)
		.map((one) => one.trim())
		.filter(Boolean);
}

export function stageOf(row: { state: 'draft' | 'published'; starts_at: Date | null; ends_at: Date | null }, now: Date): Stage {
	if (row.state === 'draft') return 'draft';
	if (row.ends_at !== null && row.ends_at <= now) return 'over';
	return row.starts_at !== null && row.starts_at > now ? 'scheduled' : 'live';
}

/** The first words, for a list. */
export function excerpt(body: string, most = 160): string {
	const line = body.replace(/\s+/g, ' ').trim();
	if (line.length <= most) return line;
	const cut = line.slice(0, most);
	return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), most - 30))}…`;
}
