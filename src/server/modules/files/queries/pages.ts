import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { readers } from '../access.ts';
import { hasPages } from '../pages.ts';

/** What the preview of a file shows; the pictures themselves are at /fichiers/<id>/pages/<number>. */
export const pages = query({
	name: 'files.pages',
	summary: 'The pages of a PDF or picture one may read, as far as they are drawn; null where there is nothing to look at',
	input: v.object({ id }),
	allow: readers,
	trial: (world) => ({ id: world.fileId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('files.file')
			.select(['id', 'name', 'size', 'mime', 'pages', 'page_ratios', 'pages_cut'])
			.where('id', '=', input.id)
			.where('state', '=', 'finished')
			.executeTakeFirst();
		if (!row) return refuse('not-found');
		const { id, name, size, mime } = row;
		return { id, name, size, mime, pages: hasPages(mime) ? { count: row.pages, ratios: row.page_ratios, cut: row.pages_cut } : null };
	}
});
