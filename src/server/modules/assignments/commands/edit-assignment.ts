import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { change } from '../giving/editing.ts';
import { contentEntries } from '../giving/inputs.ts';
import { editorsInItsYear } from '../policy.ts';

/** Change a draft, or work that is published: it changes at once for everybody. What pupils handed in stays. */
export const editAssignment = command({
	name: 'assignments.edit-assignment',
	summary: 'Change work; refused when a colleague changed it meanwhile',
	input: v.object({ id, version: whole(1, 1_000_000), ...contentEntries }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.assignmentId, version: 1, title: 'Exercices 12 à 16', groupIds: [world.classId], opensAt: '2026-01-01T08:00', dueAt: world.afterDue }),
	async run(ctx, input) {
		const changed = await change(ctx, input);
		if (isRefusal(changed)) return changed;
		ctx.audit({ subject: { type: 'assignment', id: changed.id }, schoolId: changed.schoolId });
		return { id: changed.id, version: changed.version };
	}
});
