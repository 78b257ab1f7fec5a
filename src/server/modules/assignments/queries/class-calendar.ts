import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { filter, id } from '#kernel/input';
import { parisDay, parisInstant } from '#kernel/paris-time';
import { provided } from '#kernel/policy';
import { dueFor, TOO_MANY, type DueWork } from '../load.ts';
import { givers, mayGiveIn } from '../policy.ts';

const WEEKS = 4;

export interface CalendarDay {
	/** `2026-11-27`. */
	day: string;
	works: DueWork[];
	/** Estimated minutes of those that say so. */
	minutes: number;
	/** Three works or more. */
	heavy: boolean;
}

/** Four weeks of a class from the Monday of a day: how many works are due, and how long they take. */
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
			return { day, works: due, minutes: due.reduce((sum, work) => sum + (work.minutes ?? 0), 0), heavy: due.length >= TOO_MANY };
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
