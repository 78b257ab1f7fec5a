import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { targetsOf } from '../for-whom.ts';
import { pupils } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

/** How many works wait for one, on every page: those he was given that are open or late, and not handed in. */
export const waitingCount = query({
	name: 'assignments.waiting-count',
	summary: 'How many works one still has to hand in',
	input: v.object({}),
	allow: pupils,
	trial: () => ({}),
	async run(ctx) {
		const me = ctx.actor.id;
		const { rows } = await sql<{ count: number }>`
			select count(*)::int as count from assignments.assignment a
			left join assignments.allowance l on l.assignment_id = a.id and l.pupil_id = ${me}
			where a.id in ${targetsOf(me)}
				and a.state = 'published' and a.kind = 'work' and a.opens_at <= ${ctx.now} and a.school_year = ${schoolYear(ctx.now)}
				and greatest(a.due_at, a.cutoff_at, l.due_at, l.cutoff_at) >= ${ctx.now} and l.on_paper_at is null
				and not exists (select from assignments.hand_in h where h.assignment_id = a.id and h.pupil_id = ${me})`.execute(ctx.db);
		return { count: rows[0]?.count ?? 0 };
	}
});
