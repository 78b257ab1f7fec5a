import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, type Person } from '#kernel/actor';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';

export interface AdoptionLine {
	classId: string;
	label: string;
	pupils: number;
	pupilsNever: number;
	/** Families: pupils none of whose legal guardians ever connected. */
	familiesNever: number;
	guardians: number;
	guardiansNever: number;
}
export interface Adoption {
	classes: AdoptionLine[];
	/** Of the whole school; a guardian of two children counts once. */
	pupils: number;
	pupilsNever: number;
	guardians: number;
	guardiansNever: number;
	staff: number;
	staffNever: number;
}

/**
 * Who never connected, counted by class. Runs as the system because only the owner of an account sees
 * it; takes nothing from it but whether there is one.
 */
export const adoption = query({
	name: 'directory.adoption',
	summary: 'How many pupils, guardians and staff of a school never connected, by class',
	as: 'system',
	input: v.object({ school: id }),
	allow: provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const { rows: classes } = await sql<AdoptionLine>`
			with pupil as (
				select g.id as class_id, g.label, g.level, p.id, exists (select from identity.account a where a.person_id = p.id) as came
				from directory.groups g
				join directory.membership m on m.group_id = g.id and m.role = 'pupil'
				join directory.person p on p.id = m.person_id and p.status = 'active'
				where g.school_id = ${input.school} and g.kind = 'class' and g.status = 'active'
			), parent as (
				select distinct pupil.class_id, pupil.id as pupil_id, l.guardian_id, exists (select from identity.account a where a.person_id = l.guardian_id) as came
				from pupil join directory.guardianship l on l.pupil_id = pupil.id and l.legal > 0
				join directory.person p on p.id = l.guardian_id and p.status = 'active'
			)
			select class_id as "classId", label, count(*)::int as pupils, count(*) filter (where not came)::int as "pupilsNever",
				(select count(distinct x.guardian_id)::int from parent x where x.class_id = pupil.class_id) as guardians,
				(select count(distinct x.guardian_id) filter (where not x.came)::int from parent x where x.class_id = pupil.class_id) as "guardiansNever",
				count(*) filter (where not exists (select from parent x where x.pupil_id = pupil.id and x.class_id = pupil.class_id and x.came))::int as "familiesNever"
			from pupil group by class_id, label, level order by level desc nulls last, label`.execute(ctx.db);
		const {
			rows: [whole]
		} = await sql<Omit<Adoption, 'classes'>>`
			with here as (
				select p.id, bool_or(r.profile = 'pupil') as pupil, bool_or(r.profile = 'guardian') as guardian, bool_or(r.profile in ('teacher', 'staff', 'principal')) as staff,
					exists (select from identity.account a where a.person_id = p.id) as came
				from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active'
				where r.school_id = ${input.school} group by p.id
			)
			select count(*) filter (where pupil)::int as pupils, count(*) filter (where pupil and not came)::int as "pupilsNever",
				count(*) filter (where guardian)::int as guardians, count(*) filter (where guardian and not came)::int as "guardiansNever",
				count(*) filter (where staff)::int as staff, count(*) filter (where staff and not came)::int as "staffNever"
			from here`.execute(ctx.db);
		const result: Adoption = { classes, ...(whole ?? { pupils: 0, pupilsNever: 0, guardians: 0, guardiansNever: 0, staff: 0, staffNever: 0 }) };
		return result;
	}
});
