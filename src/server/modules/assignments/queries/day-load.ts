import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { id, list, moment } from '#kernel/input';
import { parisDay, parisInstant } from '#kernel/paris-time';
import { givableGroups, givablePupils, givesTo } from '../giving/givable.ts';
import { busiest, dueFor, TOO_MANY } from '../giving/load.ts';

const DAY_MS = 86_400_000;

/** A class with somebody who would have too much that day. */
interface Crowded {
	groupId: string;
	label: string;
	/** What the busiest of those concerned has already. */
	works: { title: string; subject: string; teacher: string }[];
	/** The work about to be given is for some of the class by name. */
	byName: boolean;
}

/** Of those one is about to give work to, by class or by name, those with a pupil who would have too much that day: with what is due already. */
export const dayLoad = query({
	name: 'assignments.day-load',
	summary: 'Classes with a pupil who would have three works or more on a day, with the works he has already',
	input: v.object({ groupIds: list(id, 30), pupilIds: list(id, 200), dueAt: moment, exceptId: v.optional(id) }),
	allow: givesTo((input: { groupIds: string[] }) => input.groupIds),
	trial: (world) => ({ groupIds: [world.classId], dueAt: '2040-01-01T18:00' }),
	async run(ctx, input): Promise<Crowded[]> {
		if (input.dueAt === null) return [];
		const day = parisDay(input.dueAt);
		const from = parisInstant(`${day}T00:00`);
		const to = parisInstant(`${parisDay(new Date(from.getTime() + 1.5 * DAY_MS))}T00:00`);
		const crowded: Crowded[] = [];
		const look = async (group: { id: string; label: string }, among?: ReadonlySet<string>) => {
			const { works } = busiest(
				(await dueFor(ctx, group.id, from, to)).filter((work) => work.id !== input.exceptId),
				among
			);
			if (works.length >= TOO_MANY - 1)
				crowded.push({ groupId: group.id, label: group.label, works: works.map(({ title, subject, teacher }) => ({ title, subject, teacher })), byName: among !== undefined });
		};
		for (const group of await labelled(ctx, await givableGroups(ctx, input.groupIds))) await look(group);
		const named = (await givablePupils(ctx, input.pupilIds)).map((pupil) => pupil.person_id);
		for (const group of await classesOf(ctx, named)) if (!input.groupIds.includes(group.id)) await look(group, new Set(group.pupils));
		return crowded;
	}
});

async function labelled(ctx: Context<Person>, groups: readonly { id: string }[]): Promise<{ id: string; label: string }[]> {
	if (groups.length === 0) return [];
	return ctx.db
		.selectFrom('directory.groups')
		.select(['id', 'label'])
		.where(
			'id',
			'in',
			groups.map((group) => group.id)
		)
		.orderBy('label')
		.execute();
}

/** The classes of these pupils, each with those of them who are in it. */
async function classesOf(ctx: Context<Person>, pupilIds: readonly string[]): Promise<{ id: string; label: string; pupils: string[] }[]> {
	if (pupilIds.length === 0) return [];
	const { rows } = await sql<{ id: string; label: string; pupils: string[] }>`
		select g.id, g.label, array_agg(distinct m.person_id) as pupils from directory.membership m
		join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
		where m.role = 'pupil' and m.person_id = any (${[...pupilIds]}::uuid[]) group by g.id order by g.label`.execute(ctx.db);
	return rows;
}
