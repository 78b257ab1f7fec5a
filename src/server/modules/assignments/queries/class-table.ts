import { sql } from 'kysely';
import * as v from 'valibot';
import type { Db } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, page } from '#kernel/input';
import { givers } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

const WORKS = 20;

/** A work as the head of a column. */
export interface TableWork {
	id: string;
	title: string;
	number: number;
	dueAt: string;
	mostPoints: number | null;
}
/** Where a pupil stands with each of the works, in their order. */
export interface TablePupil {
	pupilId: string;
	familyName: string;
	givenName: string;
	cells: {
		in: boolean;
		late: boolean;
		paper: boolean;
		review: 'draft' | 'ready' | 'returned' | null;
		points: number | null;
		verdict: 'accepted' | 'revise' | null;
		seen: boolean;
	}[];
}

interface Row {
	label: string | null;
	works: TableWork[] | null;
	more: boolean;
	pupils: TablePupil[] | null;
}

/** Everything one gave a class in a school year, latest first: one query, twenty works a page. */
export async function tableOf(db: Db, input: { groupId: string; page: number; year: number; teacherId: string }): Promise<Row | undefined> {
	const { rows } = await tableQuery(input).execute(db);
	return rows[0];
}

export function tableQuery(input: { groupId: string; page: number; year: number; teacherId: string }) {
	return sql<Row>`
		with found as materialized (
			select a.id, a.title, a.number, a.due_at, a.most_points, row_number() over (order by a.due_at desc, a.id) as place
			from assignments.target t join assignments.editor e on e.assignment_id = t.assignment_id and e.person_id = ${input.teacherId}
			join assignments.assignment a on a.id = t.assignment_id
			where t.group_id = ${input.groupId} and a.state = 'published' and a.kind = 'work' and a.school_year = ${input.year}
			order by a.due_at desc, a.id limit ${WORKS + 1} offset ${(input.page - 1) * WORKS}
		), works as materialized (select * from found order by place limit ${WORKS}),
		pupils as materialized (
			select p.id, p.family_name, p.given_name from directory.membership m join directory.person p on p.id = m.person_id
			where m.group_id = ${input.groupId} and m.role in ('pupil', 'member') and p.kind = 'pupil' and p.status in ('active', 'blocked')
		), cells as (
			select p.id as pupil_id, json_agg(json_build_object('in', h.pupil_id is not null, 'late', coalesce(h.late, false), 'paper', l.on_paper_at is not null,
				'review', r.state, 'points', r.points, 'verdict', r.verdict, 'seen', o.pupil_id is not null) order by w.place) as cells
			from pupils p cross join works w
			left join assignments.hand_in h on h.assignment_id = w.id and h.pupil_id = p.id
			left join assignments.allowance l on l.assignment_id = w.id and l.pupil_id = p.id
			left join assignments.review r on r.assignment_id = w.id and r.pupil_id = p.id
			left join assignments.opening o on o.assignment_id = w.id and o.pupil_id = p.id
			group by p.id
		)
		select (select g.label from directory.groups g where g.id = ${input.groupId}) as label,
			(select json_agg(json_build_object('id', w.id, 'title', w.title, 'number', w.number, 'dueAt', w.due_at, 'mostPoints', w.most_points) order by w.place) from works w) as works,
			(select count(*) > ${WORKS} from found) as more,
			(select json_agg(json_build_object('pupilId', p.id, 'familyName', p.family_name, 'givenName', p.given_name, 'cells', coalesce(c.cells, '[]'::json))
				order by core.fold(p.family_name), core.fold(p.given_name), p.id) from pupils p left join cells c on c.pupil_id = p.id) as pupils`;
}

/** A class and all one gave it: who stands where, in one table. */
export const classTable = query({
	name: 'assignments.class-table',
	summary: 'Where each pupil of a class stands with each work one gives it',
	input: v.object({ groupId: id, page }),
	allow: givers,
	trial: (world) => ({ groupId: world.classId }),
	async run(ctx, input) {
		const table = await tableOf(ctx.db, { ...input, year: schoolYear(ctx.now), teacherId: ctx.actor.id });
		// A class to which one gives nothing, and does not teach, is nobody's to look into here.
		if (!table?.label) return refuse('not-found');
		if (!table.works) {
			const teaches = await ctx.db
				.selectFrom('directory.membership')
				.select('person_id')
				.where('group_id', '=', input.groupId)
				.where('person_id', '=', ctx.actor.id)
				.where('role', 'in', ['teacher', 'head-teacher'])
				.executeTakeFirst();
			if (!teaches) return refuse('not-found');
		}
		return { groupId: input.groupId, label: table.label, works: table.works ?? [], pupils: table.pupils ?? [], page: input.page, more: table.more };
	}
});
