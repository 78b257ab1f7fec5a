import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { provided } from '#kernel/policy';
import { change } from '../giving/editing.ts';
import { contentEntries } from '../giving/inputs.ts';
import { edits, givers } from '../policy.ts';
import { insertAssignment } from '../giving/writing.ts';

/**
 * While it is written, a moment after each change: the draft the form has named by its key, made by the first of them.
 * What is published changes at once for pupils, and is therefore changed by its button alone.
 */
export const keepDraft = command({
	name: 'assignments.keep-draft',
	summary: 'Save a draft of work while one writes; made by the first call with its key',
	audited: false,
	input: v.object({ key: id, version: v.optional(whole(0, 1_000_000), 0), ...contentEntries }),
	allow: provided(givers, 'a new draft, or one he prepares', async (ctx, input: { key: string }) => {
		const there = await ctx.db.selectFrom('assignments.assignment').select('id').where('id', '=', input.key).executeTakeFirst();
		return there === undefined || (await edits(ctx, input.key)) || refuse('not-found');
	}),
	trial: (world) => ({ key: '01890000-0000-7000-8000-00000000abcd', title: 'Exercices 12 à 15', groupIds: [world.classId], expects: ['file'] }),
	async run(ctx, input) {
		const there = await ctx.db.selectFrom('assignments.assignment').select('state').where('id', '=', input.key).executeTakeFirst();
		if (there?.state === 'published') return refuse('conflict', { code: 'work-published-meanwhile' });
		const kept = there ? await change(ctx, { ...input, id: input.key }) : await insertAssignment(ctx, input, { key: input.key });
		if (isRefusal(kept)) return kept;
		return { id: kept.id, version: 'version' in kept ? kept.version : 1, savedAt: ctx.now };
	}
});
