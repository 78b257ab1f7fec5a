import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { writersOf } from '../policy.ts';

/** Back to draft: nobody but its writers sees it any more. */
export const unpublishNews = command({
	name: 'publications.unpublish-news',
	summary: 'Withdraw a published news item; it becomes a draft again',
	input: v.object({ id }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const changed = await ctx.db
			.updateTable('publications.news')
			.set((to) => ({ state: 'draft' as const, updated_at: ctx.now, version: to('version', '+', 1) }))
			.where('id', '=', input.id)
			.returning('school_id')
			.executeTakeFirst();
		if (!changed) return refuse('not-found');
		ctx.audit({ subject: { type: 'news', id: input.id }, schoolId: changed.school_id });
		await ctx.notify('news', input.id);
		return { id: input.id };
	}
});
