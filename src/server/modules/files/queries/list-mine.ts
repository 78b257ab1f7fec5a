import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { page } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

const PAGE = 30;

/** One's own files, the newest first. */
export const listMine = query({
	name: 'files.list-mine',
	summary: 'The files one has sent, thirty a page, the newest first',
	// One's own alone, by the condition below: what a file still belongs to may be a subject that is not shown to one any more.
	as: 'system',
	input: v.object({ page }),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx, input) {
		const rows = await ctx.db
			.selectFrom('files.file')
			.select(['id', 'name', 'size', 'received', 'mime', 'state', 'refused_code as refusedCode', 'has_preview as hasPreview', 'created_at as createdAt', 'used_at as usedAt'])
			// What it belonged to is gone: so is it, within the hour (`sweep`).
			.select(sql<boolean>`used_at is not null and not exists (select from files.use u where u.file_id = file.id)`.as('goesSoon'))
			.where('owner_id', '=', ctx.actor.id)
			.orderBy('created_at', 'desc')
			.orderBy('id', 'desc')
			.limit(PAGE + 1)
			.offset((input.page - 1) * PAGE)
			.execute();
		return { files: rows.slice(0, PAGE), page: input.page, more: rows.length > PAGE };
	}
});
