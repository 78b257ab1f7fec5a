import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { givers } from '../policy.ts';

export interface StandIn {
	teacherId: string;
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
			select o.person_id as "teacherId", t.given_name || ' ' || t.family_name as teacher, e.person_id as "standInId", s.given_name || ' ' || s.family_name as "standIn",
				g.id as "groupId", g.label as "group", count(*)::int as works
			from assignments.editor e join assignments.editor o on o.assignment_id = e.assignment_id and o.part = 'owner'
			join assignments.target a on a.assignment_id = e.assignment_id join directory.groups g on g.id = a.group_id
			join directory.person t on t.id = o.person_id join directory.person s on s.id = e.person_id
			where e.part = 'replacement' and (o.person_id = ${ctx.actor.id} or e.person_id = ${ctx.actor.id} or e.school_id = any (${heads}::uuid[]))
			group by o.person_id, t.id, e.person_id, s.id, g.id order by teacher, g.label, "standIn"`.execute(ctx.db);
		return { replacements: rows, heads };
	}
});
