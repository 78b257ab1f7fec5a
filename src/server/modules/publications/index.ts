/** The day's information and the news: written by the département and the schools, read by their audience. */
import type { Job, JobTools } from '#platform/jobs';
import './tables.ts';
import { createNews } from './commands/create-news.ts';
import { deleteNews } from './commands/delete-news.ts';
import { editNews } from './commands/edit-news.ts';
import { publishNews } from './commands/publish-news.ts';
import { removeThumbnail } from './commands/remove-thumbnail.ts';
import { setThumbnail } from './commands/set-thumbnail.ts';
import { unpublishNews } from './commands/unpublish-news.ts';
import { draft } from './queries/draft.ts';
import { list } from './queries/list.ts';
import { preview } from './queries/preview.ts';
import { show } from './queries/show.ts';
import { thumbnail } from './queries/thumbnail.ts';
import { today } from './queries/today.ts';

export type { NewsItem, Stage } from './present.ts';
export type { NewsPage } from './queries/show.ts';

export const definitions = [today, list, show, draft, preview, thumbnail, createNews, editNews, publishNews, unpublishNews, deleteNews, setThumbnail, removeThumbnail] as const;

/** What begins and ends by the clock is decided when it is read: no background work. */
export function jobs(_tools: JobTools): Job[] {
	return [];
}
