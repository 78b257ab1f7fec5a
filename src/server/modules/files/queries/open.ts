import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { readers } from '../access.ts';

/** Asked before every download: a right that is gone opens nothing any more. */
export const open = query({
	name: 'files.open',
	summary: 'What is known of a file one may read; its bytes are at /fichiers/<id>/<name>',
	input: v.object({ id }),
	allow: readers,
	trial: (world) => ({ id: world.fileId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('files.file')
			.select(['id', 'name', 'size', 'mime', 'sha256', 'has_preview as hasPreview', sql<number>`cardinality(page_ratios)`.as('drawnPages')])
			.where('id', '=', input.id)
			.where('state', '=', 'finished')
			.executeTakeFirst();
		if (!row || row.mime === null || row.sha256 === null) return refuse('not-found');
		return { ...row, mime: row.mime, sha256: row.sha256 };
	}
});
