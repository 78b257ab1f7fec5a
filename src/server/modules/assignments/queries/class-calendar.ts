import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { filter, id } from '#kernel/input';
import { parisDay, parisInstant } from '#kernel/paris-time';
import { provided } from '#kernel/policy';
import { busiest, dueFor, TOO_MANY, type DueWork } from '../giving/load.ts';
import { givers, mayGiveIn } from '../policy.ts';

const WEEKS = 4;

export interface CalendarDay {
	/** `2026-11-27`. */
	day: string;
	/** With how many pupils of the class each is for. */
	works: (Omit<DueWork, 'pupils'> & { pupils: number })[];
	/** The most works one pupil has that day, and the most minutes, of those that say so. */
	most: number;
	minutes: number;
	/** Somebody has three works or more. */
	heavy: boolean;
}

/** Four weeks of a class from the Monday of a day: what is due, for how many of its pupils, and what the busiest of them has. */
export const classCalendar = query({
	name: 'assignments.class-calendar',
	summary: 'What a class has to hand in over four weeks, day by day, with the estimated time',
	input: v.object({ groupId: id, from: filter(v.pipe(v.string(), v.isoDate())) }),
	allow: provided(givers, 'of the school of that class', async (ctx, input: { groupId: string }) => {
		const group = await ctx.db.selectFrom('directory.groups').select('school_id').where('id', '=', input.groupId).executeTakeFirst();
		return (group && mayGiveIn(ctx.actor, group.school_id)) || refuse('not-found');
	}),
	trial: (world) => ({ groupId: world.classId }),
	async run(ctx, input) {
		const { rows } = await sql<{ id: string; label: string }>`select id, label from directory.groups where id = ${input.groupId}`.execute(ctx.db);
		const [group] = rows;
		if (!group) return refuse('not-found');
		const monday = mondayOf(input.from ?? parisDay(ctx.now));
		const names = Array.from({ length: WEEKS * 7 }, (_none, at) => shifted(monday, at));
		const works = await dueFor(ctx, group.id, parisInstant(`${monday}T00:00`), parisInstant(`${shifted(monday, WEEKS * 7)}T00:00`));
		const days = names.map((day): CalendarDay => {
			const due = works.filter((work) => work.day === day);
			const { works: most, minutes } = busiest(due);
			return { day, works: due.map((work) => ({ ...work, pupils: work.pupils.length })), most: most.length, minutes, heavy: most.length >= TOO_MANY };
		});
		return { group, today: parisDay(ctx.now), from: monday, before: shifted(monday, -WEEKS * 7), after: shifted(monday, WEEKS * 7), days };
	}
});

function shifted(day: string, days: number): string {
	const at = new Date(`${day}T12:00:00Z`);
	at.setUTCDate(at.getUTCDate() + days);
	return at.toISOString().slice(0, 10);
}

function mondayOf(day: string): string {
	return shifted(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}
