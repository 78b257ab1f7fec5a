import { teacherName } from '../names.ts';
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { filter, id, optionalText, page, whole } from '#kernel/input';
import { givers, mayGiveIn } from '../policy.ts';
import { schoolYear } from '../years/years.ts';
import type { AssignmentKind } from '../tables.ts';

const PER_PAGE = 30;

export interface LibraryLine {
	id: string;
	kind: AssignmentKind;
	title: string;
	subject: string;
	teacher: string;
	levels: string[];
	minutes: number | null;
	files: number;
	year: number;
	excerpt: string;
}

/** Work to take over: what colleagues of one's schools have published, or one's own of any year. */
export const library = query({
	name: 'assignments.library',
	summary: 'Published work of colleagues of the school, or one’s own of other years, to look at and copy',
	input: v.object({
		whose: v.optional(v.picklist(['colleagues', 'mine']), 'colleagues'),
		q: optionalText(100),
		subject: optionalText(60),
		teacherId: filter(id),
		level: optionalText(20),
		year: v.fallback(v.optional(v.union([v.literal(''), whole(2000, 2100)]), ''), ''),
		page
	}),
	allow: givers,
	trial: () => ({}),
	async run(ctx, input) {
		const within = whoseOf(ctx, input.whose);
		const { rows } = await sql<LibraryLine>`
			select a.id, a.kind, a.title, a.subject, ${teacherName} as teacher,
				array(select distinct g.level from assignments.target t join directory.groups g on g.id = t.group_id and g.level is not null where t.assignment_id = a.id order by 1) as levels,
				a.minutes, (select count(*)::int from files.use u where u.module = 'assignments' and u.subject_id = a.id) as files, a.school_year as year, left(a.body, 160) as excerpt
			from assignments.assignment a left join directory.person p on p.id = a.owner_id
			where ${within}
				${input.q ? sql`and core.fold(a.title || ' ' || a.subject) like '%' || replace(replace(core.fold(${input.q}), '%', ''), '_', '') || '%'` : sql``}
				${input.subject ? sql`and a.subject = ${input.subject}` : sql``}
				${input.teacherId ? sql`and a.owner_id = ${input.teacherId}` : sql``}
				${input.year ? sql`and a.school_year = ${input.year}` : sql``}
				${input.level ? sql`and exists (select from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = a.id and g.level = ${input.level})` : sql``}
			order by a.published_at desc, a.id limit ${PER_PAGE + 1} offset ${(input.page - 1) * PER_PAGE}`.execute(ctx.db);
		return { items: rows.slice(0, PER_PAGE), page: input.page, more: rows.length > PER_PAGE, filters: await filtersOf(ctx, within), thisYear: schoolYear(ctx.now) };
	}
});

function whoseOf(ctx: Context<Person>, whose: 'colleagues' | 'mine') {
	const schools = ctx.actor.roles.flatMap((role) => (role.schoolId && mayGiveIn(ctx.actor, role.schoolId) ? [role.schoolId] : []));
	return whose === 'mine'
		? sql`a.owner_id = ${ctx.actor.id} and a.state = 'published' and a.kind <> 'box'`
		: sql`a.school_id = any (${schools}::uuid[]) and a.owner_id is distinct from ${ctx.actor.id} and a.state = 'published' and a.kind <> 'box'`;
}

/** What there is to choose from, among all of it. */
async function filtersOf(ctx: Context<Person>, within: ReturnType<typeof whoseOf>) {
	const { rows } = await sql<{ subjects: string[]; years: number[]; teachers: { id: string; name: string }[]; levels: string[] }>`
		with all_of_it as (select a.id, a.subject, a.school_year, a.owner_id from assignments.assignment a where ${within})
		select array(select distinct subject from all_of_it where subject <> '' order by 1) as subjects,
			array(select distinct school_year from all_of_it order by 1 desc) as years,
			coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.family_name || ' ' || p.given_name) order by p.family_name, p.given_name)
				from directory.person p where p.id in (select owner_id from all_of_it)), '[]') as teachers,
			array(select distinct g.level from assignments.target t join directory.groups g on g.id = t.group_id
				where g.level is not null and t.assignment_id in (select id from all_of_it) order by 1 desc) as levels`.execute(ctx.db);
	return rows[0] ?? { subjects: [], years: [], teachers: [], levels: [] };
}
