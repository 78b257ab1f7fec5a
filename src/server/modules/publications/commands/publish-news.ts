import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { stageOf } from '../present.ts';
import { writersOf } from '../policy.ts';

/** From draft to published: shown at once, or from the date it bears. */
export const publishNews = command({
	name: 'publications.publish-news',
	summary: 'Publish a draft, now or from its date on',
	input: v.object({ id }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const news = await ctx.db.selectFrom('publications.news').select(['school_id', 'state', 'starts_at', 'ends_at']).where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!news) return refuse('not-found');
		if (news.ends_at !== null && news.ends_at <= ctx.now) return refuse('conflict', { code: 'news-already-over' });
		const startsAt = news.starts_at ?? ctx.now;
		if (news.state === 'draft') {
			await ctx.db
				.updateTable('publications.news')
				.set((to) => ({
					state: 'published',
					starts_at: startsAt,
					published_at: ctx.now,
					updated_at: ctx.now,
					version: to('version', '+', 1)
				}))
				.where('id', '=', input.id)
				.execute();
			await ctx.notify('news', input.id);
		}
		ctx.audit({ subject: { type: 'news', id: input.id }, schoolId: news.school_id });
		return { id: input.id, stage: stageOf({ state: 'published', starts_at: startsAt, ends_at: news.ends_at }, ctx.now) };
	}
});
