import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { editorsOf } from '../policy.ts';

/** Put away what is over, or take it out again. Nothing changes for pupils, but that a box or what was left for them goes from their page. */
export const archiveAssignment = command({
	name: 'assignments.archive-assignment',
	summary: 'Archive published work, or take it out of the archive',
	input: v.object({ id, archived: flag }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId, archived: true }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').select(['state', 'school_id', 'archived_at']).where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!work) return refuse('not-found');
		if (work.state === 'draft') return refuse('conflict', { code: 'work-is-draft' });
		if ((work.archived_at !== null) !== input.archived)
			await ctx.db
				.updateTable('assignments.assignment')
				.set({ archived_at: input.archived ? ctx.now : null })
				.where('id', '=', input.id)
				.execute();
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: work.school_id, details: { archived: input.archived ? 1 : 0 } });
		return { archived: input.archived };
	}
});
