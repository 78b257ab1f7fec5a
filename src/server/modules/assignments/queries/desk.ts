import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { givenPupils } from '../for-whom.ts';
import { givers } from '../policy.ts';
import { unreturnedIn } from '../years/unreturned.ts';
import { schoolYear } from '../years/years.ts';

const SHOWN = 4;
const SOON_MS = 7 * 86_400_000;

export interface DeskLine {
	id: string;
	title: string;
	groups: string[];
	dueAt: Date | null;
	pupils: number;
	handedIn: number;
	toMark: number;
}

/** What waits for somebody who gives work: to mark, drafts, and what is due within a week. */
export const desk = query({
	name: 'assignments.desk',
	summary: 'Works to mark, drafts, and what is due within a week, of what one gives',
	input: v.object({}),
	allow: givers,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<DeskLine & { soon: boolean }>`
			with mine as (
				select a.id, a.title, a.due_at from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
				where e.person_id = ${ctx.actor.id} and a.state = 'published' and a.school_year = ${schoolYear(ctx.now)} and a.archived_at is null and a.opens_at <= ${ctx.now}
			), handed as (
				select h.assignment_id, count(*)::int as "handedIn",
					(count(*) filter (where r.id is null or r.verdict = 'revise' and h.handed_in_at > r.returned_at))::int as "toMark"
				from mine join assignments.hand_in h on h.assignment_id = mine.id
				left join assignments.review r on r.assignment_id = h.assignment_id and r.pupil_id = h.pupil_id and r.state <> 'draft' group by h.assignment_id
			), counted as (
				select mine.*, coalesce(handed."handedIn", 0) as "handedIn", coalesce(handed."toMark", 0) as "toMark",
					mine.due_at >= ${ctx.now} and mine.due_at < ${new Date(ctx.now.getTime() + SOON_MS)} as soon
				from mine left join handed on handed.assignment_id = mine.id
			)
			select id, title, due_at as "dueAt", "handedIn", "toMark", coalesce(soon, false) as soon,
				array(select g.label from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = counted.id order by g.label) as groups,
				(select count(distinct p.pupil_id)::int from (${givenPupils(sql`t.assignment_id = counted.id`, sql`('pupil')`)}) p) as pupils
			from counted where "toMark" > 0 or soon order by due_at nulls last, id`.execute(ctx.db);
		const { rows: drafts } = await sql<{ id: string; title: string }>`
			select a.id, a.title from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
			where e.person_id = ${ctx.actor.id} and a.state = 'draft' order by a.updated_at desc limit 100`.execute(ctx.db);
		const waiting = rows.filter((row) => row.toMark > 0);
		return {
			toMark: { count: waiting.reduce((sum, row) => sum + row.toMark, 0), works: waiting.slice(0, SHOWN) },
			soon: rows.filter((row) => row.soon).slice(0, SHOWN),
			drafts: { count: drafts.length, works: drafts.slice(0, SHOWN) },
			/** Corrections no pupil has got, as the year ends. */
			unreturned: await unreturnedIn(ctx, schoolYear(ctx.now))
		};
	}
});
