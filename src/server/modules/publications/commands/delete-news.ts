import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { writersOf } from '../policy.ts';

/** Delete a draft for good. What people have read is withdrawn first: two steps, no accident. */
export const deleteNews = command({
	name: 'publications.delete-news',
	summary: 'Delete a draft for good; a published item must be withdrawn first',
	input: v.object({ id }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const news = await ctx.db.selectFrom('publications.news').select(['school_id', 'state']).where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!news) return refuse('not-found');
		if (news.state === 'published') return refuse('conflict', { code: 'news-still-published' });
		await ctx.db.deleteFrom('publications.news').where('id', '=', input.id).execute();
		ctx.audit({ subject: { type: 'news', id: input.id }, schoolId: news.school_id });
		return {};
	}
});
