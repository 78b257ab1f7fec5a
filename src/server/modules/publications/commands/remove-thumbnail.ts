import * as v from 'valibot';
import { command } from '#kernel/definition';
import { id } from '#kernel/input';
import { writersOf } from '../policy.ts';

/** Back to the drawn picture. */
export const removeThumbnail = command({
	name: 'publications.remove-thumbnail',
	summary: 'Remove the picture beside the video of a news item',
	input: v.object({ id }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		await ctx.db.deleteFrom('publications.thumbnail').where('news_id', '=', input.id).execute();
		ctx.audit({ subject: { type: 'news', id: input.id } });
		await ctx.notify('news', input.id);
		return {};
	}
});
