import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { groupSheet } from './group-sheet.ts';

const Wanted = v.object({ id, part: v.optional(v.picklist(['people', 'guardians', 'all']), 'all') });

// Commands, not queries: they count what they show (see `directory.search`).

/** A class: its teachers, its pupils, and their guardians for those who work in the school. */
export const classPage = command({
	name: 'directory.class',
	summary: 'A class: teachers, pupils, guardians, as far as one may see them',
	audited: false,
	commitsRefusals: true,
	input: Wanted,
	allow: anyPerson,
	trial: (world) => ({ id: world.classId }),
	async run(ctx, input) {
		const sheet = await groupSheet(ctx, 'directory.class', input.id, input.part);
		return 'refused' in sheet || sheet.kind === 'class' ? sheet : refuse('not-found');
	}
});

/** A group taught together, or made by hand. */
export const groupPage = command({
	name: 'directory.group',
	summary: 'A group: teachers, pupils, guardians, as far as one may see them',
	audited: false,
	commitsRefusals: true,
	input: Wanted,
	allow: anyPerson,
	trial: (world) => ({ id: world.groupId }),
	async run(ctx, input) {
		const sheet = await groupSheet(ctx, 'directory.group', input.id, input.part);
		return 'refused' in sheet || sheet.kind !== 'class' ? sheet : refuse('not-found');
	}
});
