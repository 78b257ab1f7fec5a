import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { contentEntries } from '../giving/inputs.ts';
import { givers } from '../policy.ts';
import { insertAssignment } from '../giving/writing.ts';

/** A draft, for nobody to see but its author until it is published. */
export const createAssignment = command({
	name: 'assignments.create-assignment',
	summary: 'Prepare work for classes, groups or pupils one teaches, as a draft',
	input: v.object({ key: v.optional(id), ...contentEntries }),
	allow: givers,
	trial: (world) => ({ title: 'Exercices 12 à 15', groupIds: [world.classId], expects: ['file'] }),
	async run(ctx, input) {
		const made = await insertAssignment(ctx, input, { key: input.key });
		if (isRefusal(made)) return made;
		ctx.audit({ subject: { type: 'assignment', id: made.id }, schoolId: made.schoolId });
		return { id: made.id, version: 1 };
	}
});
