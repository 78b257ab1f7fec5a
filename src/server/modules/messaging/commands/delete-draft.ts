import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { releaseFiles } from '#modules/files';
import { lockedDraft } from '../drafts.ts';

export const deleteDraft = command({
	name: 'messaging.delete-draft',
	summary: 'Throw a draft away, scheduled or not',
	input: v.object({ draftId: id }),
	allow: provided(anyPerson, 'his own', () => true),
	trial: (world) => ({ draftId: world.nothing }),
	async run(ctx, input) {
		const draft = await lockedDraft(ctx, input.draftId);
		if (!draft) return refuse('not-found');
		await ctx.db.deleteFrom('messaging.draft').where('id', '=', draft.id).execute();
		await releaseFiles(ctx.db, draft.files, ctx.now);
		return { draftId: draft.id };
	}
});
