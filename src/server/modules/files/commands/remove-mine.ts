import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { waiting } from '../loose.ts';

/** Take back a file that was never attached to anything, finished or not. */
export const removeMine = command({
	name: 'files.remove-mine',
	summary: 'Remove a file of one’s own that belongs to nothing',
	audited: false,
	input: v.object({ id }),
	allow: anyPerson,
	trial: (world) => ({ id: world.fileId }),
	async run(ctx, input) {
		const row = await ctx.db.selectFrom('files.file').select('used_at').where('id', '=', input.id).where('owner_id', '=', ctx.actor.id).executeTakeFirst();
		if (!row) return refuse('not-found');
		// One draft is the one it is being taken out of; in a second it stays.
		if (row.used_at !== null || (await waiting(ctx.ports.fileWaits, ctx.db, [input.id])).length > 1) return refuse('conflict', { code: 'file-in-use' });
		await ctx.db.deleteFrom('files.file').where('id', '=', input.id).execute();
		return {};
	}
});
