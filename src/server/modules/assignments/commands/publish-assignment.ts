import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, type FieldErrors } from '#kernel/errors';
import { id } from '#kernel/input';
import { ANNOUNCE } from '../notices.ts';
import { editorsOf } from '../policy.ts';
import { yearFor } from '../giving/writing.ts';
import { afterItsYear } from '../years/years.ts';

/** Give it: pupils see it from its opening, at once when none is set. They are told then, by a job. */
export const publishAssignment = command({
	name: 'assignments.publish-assignment',
	summary: 'Publish a draft, from its opening on',
	input: v.object({ id }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').selectAll().where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!work) return refuse('not-found');
		const opensAt = work.opens_at ?? ctx.now;
		// Twice is once: the button pressed again changes nothing.
		if (work.state === 'published') return { id: work.id, opensAt };
		const year = await yearFor(ctx, work, opensAt);
		const fields: FieldErrors = afterItsYear({ dueAt: work.due_at, cutoffAt: work.cutoff_at }, year.school_year ?? work.school_year);
		if (work.kind === 'work' && work.due_at === null) fields.dueAt = { code: 'required' };
		if (work.due_at !== null && work.due_at <= opensAt) fields.dueAt = { code: 'due-before-opening' };
		if (work.due_at !== null && work.due_at <= ctx.now) fields.dueAt = { code: 'due-is-past' };
		if (work.marking === 'points' && work.most_points === null) fields.mostPoints = { code: 'required' };
		if (work.marking === 'levels' && work.competences.length === 0) fields.competences = { code: 'add-a-competence' };
		if (Object.keys(fields).length > 0) return refuse('invalid-input', { fields });
		await ctx.db
			.updateTable('assignments.assignment')
			.set({ ...year, state: 'published', opens_at: opensAt, published_at: ctx.now, updated_at: ctx.now, version: work.version + 1 })
			.where('id', '=', input.id)
			.execute();
		await ctx.enqueue(ANNOUNCE, { assignmentId: work.id }, { startAfter: opensAt });
		ctx.audit({ subject: { type: 'assignment', id: work.id }, schoolId: work.school_id });
		return { id: work.id, opensAt };
	}
});
