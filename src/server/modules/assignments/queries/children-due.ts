import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { profiles } from '#kernel/policy';
import { targetsOf } from '../for-whom.ts';
import { schoolYear } from '../years/years.ts';

/** One line a child: what he still has to hand in, the next date, and what is late. */
export interface ChildDue {
	pupilId: string;
	due: number;
	/** Of these, past their date and still accepted. */
	late: number;
	nextAt: Date | null;
}

/** For a guardian's home page: where each child the law entrusts to him stands with his work, in one query. */
export const childrenDue = query({
	name: 'assignments.children-due',
	summary: 'For each of one’s children: how many works are to hand in, how many are late, and the next date',
	input: v.object({}),
	allow: profiles('guardian'),
	trial: () => ({}),
	async run(ctx): Promise<ChildDue[]> {
		const { rows } = await sql<ChildDue>`
			select g.pupil_id as "pupilId", count(a.id)::int as due, (count(a.id) filter (where greatest(a.due_at, l.due_at) < ${ctx.now}))::int as late,
				min(greatest(a.due_at, l.due_at)) filter (where a.id is not null and greatest(a.due_at, l.due_at) >= ${ctx.now}) as "nextAt"
			from directory.guardianship g
			left join lateral ${targetsOf(sql`g.pupil_id`)} w on true
			left join assignments.allowance l on l.assignment_id = w.assignment_id and l.pupil_id = g.pupil_id
			left join assignments.assignment a on a.id = w.assignment_id and a.state = 'published' and a.kind = 'work' and a.opens_at <= ${ctx.now}
				and a.school_year = ${schoolYear(ctx.now)} and greatest(a.due_at, a.cutoff_at, l.due_at, l.cutoff_at) >= ${ctx.now} and l.on_paper_at is null
				and not exists (select from assignments.hand_in h where h.assignment_id = a.id and h.pupil_id = g.pupil_id)
			where g.guardian_id = ${ctx.actor.id} and g.legal > 0 group by g.pupil_id`.execute(ctx.db);
		return rows;
	}
});
