import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { givers } from '../policy.ts';
import { schoolYear } from '../years.ts';

export interface StandIn {
	teacherId: string;
	/** Empty for who has left: his name is not the school’s to see any more. */
	teacher: string;
	standInId: string;
	standIn: string;
	groupId: string;
	group: string;
	works: number;
}

/** Who stands in for whom now: of one's own works and those one stands in for; of the school for its head. */
export const standIns = query({
	name: 'assignments.stand-ins',
	summary: 'Replacements underway: one’s own, or of the school for its head',
	input: v.object({}),
	allow: givers,
	trial: () => ({}),
	async run(ctx) {
		const heads = ctx.actor.roles.flatMap((role) => (role.schoolId && role.profile === 'principal' ? [role.schoolId] : []));
		const { rows } = await sql<StandIn>`
			select o.person_id as "teacherId", coalesce(t.given_name || ' ' || t.family_name, '') as teacher, e.person_id as "standInId",
				coalesce(s.given_name || ' ' || s.family_name, '') as "standIn",
				g.id as "groupId", g.label as "group", count(*)::int as works
			from assignments.editor e join assignments.editor o on o.assignment_id = e.assignment_id and o.part = 'owner'
			join assignments.target a on a.assignment_id = e.assignment_id join directory.groups g on g.id = a.group_id
			left join directory.person t on t.id = o.person_id left join directory.person s on s.id = e.person_id
			where e.part = 'replacement' and (o.person_id = ${ctx.actor.id} or e.person_id = ${ctx.actor.id} or e.school_id = any (${heads}::uuid[]))
			group by o.person_id, t.id, e.person_id, s.id, g.id order by teacher, g.label, "standIn"`.execute(ctx.db);
		return { replacements: rows, heads, gone: await goneFrom(ctx, heads) };
	}
});

/** Authors of this year’s work who are not of the school any more: for its head, by what they taught. */
async function goneFrom(ctx: Context<Person>, schools: readonly string[]): Promise<{ teacherId: string; about: string }[]> {
	if (schools.length === 0) return [];
	const { rows } = await sql<{ teacherId: string; about: string }>`
		select e.person_id as "teacherId", string_agg(distinct concat_ws(', ', nullif(a.subject, ''), g.label), ' ; ') as about
		from assignments.editor e join assignments.assignment a on a.id = e.assignment_id and a.school_year = ${schoolYear(ctx.now)}
		join assignments.target t on t.assignment_id = a.id join directory.groups g on g.id = t.group_id
		where e.part = 'owner' and e.school_id = any (${[...schools]}::uuid[]) and not exists (
			select from directory.role r where r.person_id = e.person_id and r.school_id = e.school_id and r.profile in ('teacher', 'staff', 'principal'))
		group by e.person_id order by about`.execute(ctx.db);
	return rows;
}
