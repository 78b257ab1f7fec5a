import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { whole } from '#kernel/input';
import { givers } from '../policy.ts';
import { isSaid, unreturned } from '../unreturned.ts';
import { lastMoment, schoolYear } from '../years.ts';

const SHOWN = 12;

/** Of the year that runs, from the middle of June on; of a year that is over, what its pupils never got. */
export const unreturnedOf = query({
	name: 'assignments.unreturned',
	summary: 'Corrections of one’s works that were begun and not given back, before the year ends or after it',
	input: v.object({ year: v.fallback(v.optional(v.union([v.literal(''), whole(2000, 2100)]), ''), '') }),
	allow: givers,
	trial: () => ({ year: 2020 }),
	async run(ctx, input) {
		const thisYear = schoolYear(ctx.now);
		const year = input.year === '' ? thisYear : input.year;
		const said = { year, over: year < thisYear, until: lastMoment(ctx.now) };
		if (year > thisYear || (year === thisYear && !isSaid(ctx.now))) return { ...said, count: 0, works: [], more: 0 };
		const { rows } = await sql<{ id: string; title: string; count: number }>`
			select a.id, a.title, count(*)::int as count from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
			join assignments.review r on r.assignment_id = a.id
			where e.person_id = ${ctx.actor.id} and a.state = 'published' and a.school_year = ${year} and ${unreturned}
			group by a.id, a.title order by a.due_at nulls last, a.id`.execute(ctx.db);
		return { ...said, count: rows.reduce((sum, row) => sum + row.count, 0), works: rows.slice(0, SHOWN), more: Math.max(0, rows.length - SHOWN) };
	}
});
