import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';

export interface MyChild {
	id: string;
	givenName: string;
	familyName: string;
	/** Without legal authority one sees that the child is there, not his schooling. */
	legal: boolean;
	schoolId: string | null;
	schoolName: string | null;
	classId: string | null;
	classLabel: string | null;
}

/** The children whose guardian the person is, eldest class first as they stand in the directory. */
export const myChildren = query({
	name: 'directory.my-children',
	summary: 'Children whose guardian the person is, with school and class',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<MyChild>`
			select p.id, p.given_name as "givenName", p.family_name as "familyName", l.legal > 0 as legal,
				s.id as "schoolId", s.name as "schoolName",
				case when l.legal > 0 then c.id end as "classId", case when l.legal > 0 then c.label end as "classLabel"
			from directory.guardianship l
			join directory.person p on p.id = l.pupil_id and p.status in ('active', 'blocked')
			left join directory.role r on r.person_id = p.id and r.profile = 'pupil'
			left join directory.school s on s.id = r.school_id
			left join lateral (
				select g.id, g.label from directory.membership m join directory.groups g on g.id = m.group_id
				where m.person_id = p.id and m.school_id = s.id and m.role = 'pupil' and g.kind = 'class' and g.status = 'active'
				order by g.label limit 1
			) c on true
			where l.guardian_id = ${ctx.actor.id}
			order by p.birth_date nulls last, p.given_name, p.id`.execute(ctx.db);
		return rows;
	}
});
