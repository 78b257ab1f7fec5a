import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { dropUses } from '#modules/files';
import { editorsOf } from '../policy.ts';
import { MATERIAL } from '../giving/writing.ts';

/** Throw a draft away. What was given to pupils stays: they may have worked on it. */
export const deleteAssignment = command({
	name: 'assignments.delete-assignment',
	summary: 'Delete one’s own draft; work that is published stays',
	input: v.object({ id }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').select(['state', 'owner_id', 'school_id']).where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!work) return refuse('not-found');
		if (work.owner_id !== ctx.actor.id) return refuse('forbidden');
		if (work.state === 'published') return refuse('conflict', { code: 'work-published' });
		await dropUses(ctx.db, MATERIAL, [input.id]);
		await ctx.db.deleteFrom('assignments.assignment').where('id', '=', input.id).execute();
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: work.school_id });
		return {};
	}
});
