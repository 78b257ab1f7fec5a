/** Who of a school never chose a password: by class then by name. As the system role. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { holdsIn, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { given, id } from '#kernel/input';

/** For one printing or one sending. */
export const MOST = 3_000;

export const Whom = v.object({
	school: id,
	people: v.picklist(['pupils', 'guardians', 'staff'], 'required'),
	class: given(id)
});

export interface NeverCame {
	id: string;
	name: string;
	login: string;
	kind: 'pupil' | 'adult';
	email: string | null;
	/** Class of a pupil, or of the child of a guardian. */
	class: string | null;
	/** Whose guardian it is. */
	pupil: string | null;
	/** What an adult of the school does there, as the académie writes it. */
	office: string | null;
	school: string;
}

/**
 * One more than `MOST` when there are too many. A code opens an account: of those who administer, only the
 * principal is given any, and only those of his own school.
 */
export async function neverCame(ctx: Pick<Context<Person>, 'db' | 'actor'>, input: v.InferOutput<typeof Whom>): Promise<NeverCame[]> {
	const inClass = input.class ? sql`and g.id = ${input.class}` : sql``;
	// A class list of pupils; their guardians in the same order, each once; or the adults of the school.
	const pupil = sql`
		select p.id, p.given_name || ' ' || p.family_name as name, core.fold(p.family_name || ' ' || p.given_name) as sorted, g.label
		from directory.groups g
		join directory.membership m on m.group_id = g.id and m.role = 'pupil'
		join directory.person p on p.id = m.person_id and p.status = 'active'
		where g.school_id = ${input.school} and g.kind = 'class' and g.status = 'active' ${inClass}`;
	const people =
		input.people === 'pupils'
			? sql`select id, label as class, null as pupil, null as office, label, sorted from (${pupil}) pupil`
			: input.people === 'guardians'
				? sql`select distinct on (l.guardian_id) l.guardian_id as id, pupil.label as class, pupil.name as pupil, null as office, pupil.label, pupil.sorted
				from (${pupil}) pupil join directory.guardianship l on l.pupil_id = pupil.id and l.legal > 0 order by l.guardian_id, pupil.label, pupil.sorted`
				: sql`select distinct on (r.person_id) r.person_id as id, null as class, null as pupil, nullif(initcap(r.function_label), '') as office, '' as label, core.fold(p.family_name || ' ' || p.given_name) as sorted
				from directory.role r join directory.person p on p.id = r.person_id where r.school_id = ${input.school} and r.profile in ('teacher', 'staff', 'principal', 'guest') order by r.person_id`;
	const { rows } = await sql<NeverCame>`
		select p.id, p.login, p.kind, p.email, list.class, list.pupil, list.office, s.name as school,
			case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else concat_ws(' ', p.title, p.given_name, p.family_name) end as name
		from (${people}) list
		join directory.person p on p.id = list.id and p.status = 'active'
		join directory.school s on s.id = ${input.school}
		where not exists (select from identity.account a where a.person_id = p.id)
			and not exists (select from directory.role high where high.person_id = p.id and (high.profile in ('principal', 'department', 'academy', 'operator') or high.delegate)
				and (high.school_id is distinct from ${input.school}::uuid or not ${holdsIn(ctx.actor, input.school, 'principal')}::boolean))
		order by list.label, list.sorted, p.id limit ${MOST + 1}`.execute(ctx.db);
	return rows;
}
