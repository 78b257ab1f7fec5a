import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anyPerson, provided } from '#kernel/policy';
import { chosen, isChosen } from '../chosen.ts';
import { place, placeNamed } from '../places.ts';

/** Put messages one received somewhere else. What goes to the trash remembers where it lay, and goes for good after 30 days. */
export const move = command({
	name: 'messaging.move',
	summary: 'Move messages one received to the inbox, the archive, the trash or a folder of one’s own',
	audited: false,
	input: v.object({ ...chosen, to: place }),
	allow: provided(anyPerson, 'of his own mailbox', () => true),
	trial: (world) => ({ messages: [world.messageId], to: 'archive' }),
	async run(ctx, input) {
		const { folder, folderId } = placeNamed(input.to);
		if (folderId) {
			const own = await ctx.db.selectFrom('messaging.folder').select('id').where('id', '=', folderId).where('account_id', '=', ctx.actor.id).executeTakeFirst();
			if (!own) return refuse('not-found', { code: 'folder-unknown' });
		}
		const toTrash = folder === 'trash';
		const { numUpdatedRows } = await ctx.db
			.updateTable('messaging.entry')
			.set({
				folder,
				folder_id: folderId,
				trashed_at: toTrash ? ctx.now : null,
				trashed_from: toTrash ? sql<string>`case when folder = 'trash' then trashed_from when folder_id is null then folder else 'folder:' || folder_id end` : null
			})
			.where('account_id', '=', ctx.actor.id)
			.where(isChosen(input))
			.executeTakeFirst();
		const moved = Number(numUpdatedRows);
		return moved > 0 ? { moved } : refuse('not-found');
	}
});
