import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id, list, moment } from '#kernel/input';
import { parisDay, parisInstant } from '#kernel/paris-time';
import { givableGroups, givesTo } from '../givable.ts';
import { dueFor, TOO_MANY } from '../load.ts';

const DAY_MS = 86_400_000;

/** Of the classes one is about to give work to, those that would have too much that day: with what is due already. */
export const dayLoad = query({
	name: 'assignments.day-load',
	summary: 'Classes that would have three works or more on a day, with the works they have already',
	input: v.object({ groupIds: list(id, 30), dueAt: moment, exceptId: v.optional(id) }),
	allow: givesTo((input: { groupIds: string[] }) => input.groupIds),
	trial: (world) => ({ groupIds: [world.classId], dueAt: '2040-01-01T18:00' }),
	async run(ctx, input) {
		if (input.dueAt === null) return [];
		const day = parisDay(input.dueAt);
		const from = parisInstant(`${day}T00:00`);
		const to = parisInstant(`${parisDay(new Date(from.getTime() + 1.5 * DAY_MS))}T00:00`);
		const crowded: { groupId: string; label: string; works: { title: string; subject: string; teacher: string }[] }[] = [];
		for (const group of await givableGroups(ctx, input.groupIds)) {
			const works = (await dueFor(ctx, group.id, from, to)).filter((work) => work.id !== input.exceptId);
			if (works.length < TOO_MANY - 1) continue;
			const { label } = await ctx.db.selectFrom('directory.groups').select('label').where('id', '=', group.id).executeTakeFirstOrThrow();
			crowded.push({ groupId: group.id, label, works: works.map(({ title, subject, teacher }) => ({ title, subject, teacher })) });
		}
		return crowded;
	}
});
