import { sql, type RawBuilder } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { GIVES } from '../giving/colleagues.ts';
import { givers } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

export interface StandIn {
	teacherId: string;
	/** Who has left is named as he was on his works. */
	teacher: string;
	standInId: string;
	standIn: string;
	groupId: string;
	group: string;
	works: number;
}

interface Gone {
	teacherId: string;
	schoolId: string;
	/** As he was called on his works. */
	name: string;
	works: number;
	/** Some of it is of the year that runs: somebody may stand in. */
	now: boolean;
	about: string;
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
			select i.teacher_id as "teacherId", coalesce(nullif(concat_ws(' ', t.given_name, t.family_name), ''), ${formerName(sql`i.teacher_id`, sql`i.school_id`)}) as teacher,
				i.stand_in_id as "standInId", coalesce(s.given_name || ' ' || s.family_name, '') as "standIn", g.id as "groupId", g.label as "group",
				(select count(*)::int from assignments.editor e join assignments.editor o on o.assignment_id = e.assignment_id and o.part = 'owner' and o.person_id = i.teacher_id
					join assignments.target a on a.assignment_id = e.assignment_id and a.group_id = i.group_id where e.person_id = i.stand_in_id) as works
			from assignments.stand_in i join directory.groups g on g.id = i.group_id
			left join directory.person t on t.id = i.teacher_id left join directory.person s on s.id = i.stand_in_id
			where i.school_year = ${schoolYear(ctx.now)} and (i.teacher_id = ${ctx.actor.id} or i.stand_in_id = ${ctx.actor.id} or i.school_id = any (${heads}::uuid[]))
			order by teacher, g.label, "standIn"`.execute(ctx.db);
		return { replacements: rows, heads, gone: await goneFrom(ctx, heads) };
	}
});

/** The last name that works of a school know of somebody. */
const formerName = (personId: RawBuilder<unknown>, schoolId: RawBuilder<unknown>) => sql`coalesce((
	select a.owner_name from assignments.assignment a where a.owner_id = ${personId} and a.school_id = ${schoolId} and a.owner_name <> '' order by a.created_at desc limit 1), '')`;

/**
 * Authors of work that is kept who are not of the school any more, also those who left in summer: for its head, by their
 * name and what they taught.
 */
async function goneFrom(ctx: Context<Person>, schools: readonly string[]): Promise<Gone[]> {
	if (schools.length === 0) return [];
	const year = schoolYear(ctx.now);
	const { rows } = await sql<Gone>`
		select e.person_id as "teacherId", e.school_id as "schoolId", ${formerName(sql`e.person_id`, sql`e.school_id`)} as name, count(distinct a.id)::int as works,
			coalesce(bool_or(a.school_year = ${year}), false) as now,
			string_agg(distinct concat_ws(', ', nullif(a.subject, ''), g.label), ' ; ') as about
		from assignments.editor e join assignments.assignment a on a.id = e.assignment_id and a.school_year >= ${year - ctx.ports.config.workYears}
		join assignments.target t on t.assignment_id = a.id join directory.groups g on g.id = t.group_id
		where e.part = 'owner' and e.school_id = any (${[...schools]}::uuid[]) and not exists (
			select from directory.role r where r.person_id = e.person_id and r.school_id = e.school_id and r.profile in ${GIVES})
		group by e.person_id, e.school_id order by name, about`.execute(ctx.db);
	return rows;
}
