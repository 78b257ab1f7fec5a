import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';

export interface MyClass {
	id: string;
	kind: 'class' | 'group' | 'manual';
	label: string;
	level: string | null;
	schoolId: string;
	schoolName: string;
	pupils: number;
	/** The person teaches it (or made it, for a manual group), or sees it as staff. */
	teaches: boolean;
	headTeacher: boolean;
	/** Made by the person. */
	mine: boolean;
}

/**
 * Classes and groups: those a teacher teaches, all of the school for staff and principal, those one is a
 * pupil or a guest of. Nothing for guardians: see `directory.my-children`.
 */
export const myClasses = query({
	name: 'directory.my-classes',
	summary: 'Classes and groups the person teaches, sees as staff, or belongs to',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const { rows } = await sql<MyClass>`
			with mine as (
				select group_id, bool_or(role in ('teacher', 'head-teacher')) as teaches, bool_or(role = 'head-teacher') as head
				from directory.membership where person_id = ${ctx.actor.id} group by group_id
			), whole as (
				select school_id from directory.role where person_id = ${ctx.actor.id} and profile in ('staff', 'principal')
			)
			select g.id, g.kind, g.label, g.level, g.school_id as "schoolId", s.name as "schoolName",
				(select count(distinct m.person_id)::int from directory.membership m
					join directory.person p on p.id = m.person_id and p.status <> 'suspended' and p.status <> 'erased'
					where m.group_id = g.id and m.role = 'pupil') as pupils,
				coalesce(mine.teaches, false) as teaches, coalesce(mine.head, false) as "headTeacher",
				g.owner_id is not distinct from ${ctx.actor.id}::uuid as mine
			from directory.groups g
			join directory.school s on s.id = g.school_id
			left join mine on mine.group_id = g.id
			where g.status = 'active' and (mine.group_id is not null or g.owner_id = ${ctx.actor.id}
				or (g.kind <> 'manual' and g.school_id in (select school_id from whole)))
			order by s.name, case g.kind when 'class' then 0 when 'group' then 1 else 2 end, g.level desc nulls last, g.label, g.id`.execute(ctx.db);
		return rows;
	}
});
