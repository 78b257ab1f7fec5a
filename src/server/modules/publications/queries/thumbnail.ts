import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anybody } from '#kernel/policy';

/** The picture of a news item, for whoever may see the item. */
export const thumbnail = query({
	name: 'publications.thumbnail',
	summary: 'The picture beside the video of a news item',
	internal: true,
	input: v.object({ id }),
	allow: anybody,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('publications.thumbnail as t')
			.innerJoin('publications.news as n', 'n.id', 't.news_id')
			.select(['t.type', 't.bytes', 't.version', 'n.audience'])
			.where('t.news_id', '=', input.id)
			.executeTakeFirst();
		if (!row) return refuse('not-found');
		return { type: row.type, bytes: row.bytes, version: row.version, public: row.audience === 'public' };
	}
});
