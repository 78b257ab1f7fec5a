import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, list } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** Files of one's own that wait in a letter or a work not yet sent; those gone meanwhile are left out. */
export const chosen = query({
	name: 'files.chosen',
	summary: 'Finished files of one’s own by their ids, in this order; what is not there is left out',
	input: v.object({ ids: list(id, 30) }),
	allow: anyPerson,
	trial: (world) => ({ ids: [world.fileId] }),
	async run(ctx, input) {
		if (input.ids.length === 0) return { files: [] };
		const rows = await ctx.db
			.selectFrom('files.file')
			.select(['id', 'name', 'size'])
			.where('owner_id', '=', ctx.actor.id)
			.where('id', 'in', input.ids)
			.where('state', '=', 'finished')
			.execute();
		// None at all: the same answer as for files of somebody else.
		if (rows.length === 0) return refuse('not-found');
		return { files: [...new Set(input.ids)].flatMap((one) => rows.filter((row) => row.id === one)) };
	}
});
