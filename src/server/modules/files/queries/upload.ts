import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** How far one's own upload has come. */
export const upload = query({
	name: 'files.upload',
	summary: 'How many bytes of one’s own upload are safely here',
	input: v.object({ id }),
	allow: anyPerson,
	trial: (world) => ({ id: world.fileId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('files.file')
			.select(['id', 'name', 'size', 'received', 'state', 'refused_code as refusedCode', 'expires_at as expiresAt'])
			.where('id', '=', input.id)
			.where('owner_id', '=', ctx.actor.id)
			.executeTakeFirst();
		return row ?? refuse('not-found');
	}
});
