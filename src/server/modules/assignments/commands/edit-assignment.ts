import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse, refuseField } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { checkContent, columns, contentEntries } from '../inputs.ts';
import { ANNOUNCE } from '../notices.ts';
import { editorsInItsYear } from '../policy.ts';
import { setMaterial, targetsNow, writeTargets, yearFor } from '../writing.ts';

/** Change a draft, or work that is published: it changes at once for everybody. What pupils handed in stays. */
export const editAssignment = command({
	name: 'assignments.edit-assignment',
	summary: 'Change work; refused when a colleague changed it meanwhile',
	input: v.object({ id, version: whole(1, 1_000_000), ...contentEntries }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, version: 1, title: 'Exercices 12 à 16', groupIds: [world.classId], opensAt: '2026-01-01T08:00', dueAt: '2040-01-01T18:00' }),
	async run(ctx, input) {
		const before = await ctx.db.selectFrom('assignments.assignment').selectAll().where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!before) return refuse('not-found');
		if (before.version !== input.version) return refuse('conflict', { code: 'work-changed-meanwhile' });
		const where = await checkContent(ctx, input, { schoolId: before.school_id, ...(await targetsNow(ctx, input.id)) });
		if (isRefusal(where)) return where;
		// What was handed in belongs to a school: work does not move.
		if (where.schoolId !== before.school_id) return refuseField('groupIds', 'not-of-this-school');
		const changed = { ...columns({ ...input, kind: before.kind }), opens_at: input.opensAt ?? before.opens_at };
		if (before.state === 'published' && before.kind === 'work' && changed.due_at === null) return refuseField('dueAt', 'required');
		if (before.state === 'published' && changed.marking === 'points' && changed.most_points === null) return refuseField('mostPoints', 'required');
		await ctx.db
			.updateTable('assignments.assignment')
			.set({ ...changed, ...(await yearFor(ctx, before, changed.opens_at)), version: before.version + 1, updated_at: ctx.now })
			.where('id', '=', input.id)
			.execute();
		const added = await writeTargets(ctx, input.id, before.school_id, input);
		const attached = await setMaterial(ctx, input.id, input.files);
		if (attached !== true) return attached;
		// Its opening moved, or it is for others too: they are told then. Who was told already is not told twice.
		if (before.state === 'published' && (added || changed.opens_at?.getTime() !== before.opens_at?.getTime()))
			await ctx.enqueue(ANNOUNCE, { assignmentId: input.id }, { startAfter: changed.opens_at ?? ctx.now });
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: before.school_id });
		return { id: input.id, version: before.version + 1 };
	}
});
