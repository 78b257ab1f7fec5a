/** The lists on a person's page. Each asks only what its viewer may see; `person.ts` decides which are asked. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { reachOf } from '../rules/reach.ts';

export interface Card {
	email: string | null;
	mobile: string | null;
	phone: string | null;
	street: string | null;
	postalCode: string | null;
	city: string | null;
}

export interface GroupLink {
	id: string;
	kind: 'class' | 'group' | 'manual';
	label: string;
	role: 'pupil' | 'teacher' | 'head-teacher' | 'member';
	subjects: string[];
	/** The viewer may open its page. */
	open: boolean;
}

export interface GuardianLink {
	id: string;
	name: string;
	linkCode: string;
	/** 1 legal guardian, 2 second guardian or person in charge, 0 none. */
	legal: number;
	contact: boolean;
	financial: boolean;
	payment: boolean;
	/** The viewer may open his page. */
	reached: boolean;
	card: Card | null;
}

export interface ChildLink {
	id: string;
	name: string;
	classLabel: string | null;
	schoolName: string | null;
	legal: boolean;
}

/** Classes and groups; `all` also those the viewer does not belong to. */
export async function groupsOf(ctx: Context<Person>, personId: string, options: { all: boolean }): Promise<GroupLink[]> {
	const { rows } = await sql<GroupLink>`
		with theirs as (
			select g.id, g.kind, g.label, case when bool_or(m.role = 'head-teacher') then 'head-teacher' else min(m.role) end as role,
				array_remove(array_agg(distinct coalesce(b.label, nullif(m.subject, ''))), null) as subjects,
				(bool_or(g.school_id in (select school_id from directory.role where person_id = ${ctx.actor.id} and profile in ('teacher', 'staff', 'principal')))
					or exists (select from directory.membership x where x.group_id = g.id and x.person_id = ${ctx.actor.id})
					or exists (select from directory.membership x join directory.guardianship l on l.pupil_id = x.person_id
						where x.group_id = g.id and x.role = 'pupil' and l.guardian_id = ${ctx.actor.id} and l.legal > 0)) as open
			from directory.membership m join directory.groups g on g.id = m.group_id and g.status = 'active'
			left join directory.subject b on b.code = m.subject
			where m.person_id = ${personId} and (g.kind <> 'manual' or g.owner_id = ${ctx.actor.id} or ${personId} = ${ctx.actor.id})
			group by g.id
		)
		select * from theirs ${options.all ? sql`` : sql`where open`}
		order by case kind when 'class' then 0 when 'group' then 1 else 2 end, label, id`.execute(ctx.db);
	return rows;
}

/** Guardians of a pupil; without `contacts` no address, telephone or e-mail leaves the database. */
export async function guardiansOf(ctx: Context<Person>, pupilId: string, contacts: boolean): Promise<GuardianLink[]> {
	const { rows } = await sql<Omit<GuardianLink, 'card'> & Card>`
		select p.id, concat_ws(' ', p.title, p.given_name, p.family_name) as name, l.link_code as "linkCode", l.legal, l.contact, l.financial, l.payment,
			exists (select from ${reachOf(ctx.actor.id)} r where r.person_id = p.id) as reached
			${contacts ? sql`, p.email, p.mobile, p.phone, p.street, p.postal_code as "postalCode", p.city` : sql``}
		from directory.guardianship l join directory.person p on p.id = l.guardian_id and p.status in ('active', 'blocked')
		where l.pupil_id = ${pupilId}
		order by (l.legal = 0), l.legal, core.fold(p.family_name), p.id`.execute(ctx.db);
	return rows.map(({ email, mobile, phone, street, postalCode, city, ...link }) => ({
		...link,
		card: contacts ? { email, mobile, phone, street, postalCode, city } : null
	}));
}

/** Children of a guardian; `schoolIds` limits them to those of the viewer's schools. */
export async function childrenOf(ctx: Context<Person>, guardianId: string, schoolIds: readonly string[] | null): Promise<ChildLink[]> {
	const { rows } = await sql<ChildLink>`
		select p.id, p.given_name || ' ' || p.family_name as name, e.class_label as "classLabel", s.name as "schoolName", l.legal > 0 as legal
		from directory.guardianship l
		join directory.person p on p.id = l.pupil_id and p.status in ('active', 'blocked')
		left join directory.role r on r.person_id = p.id and r.profile = 'pupil'
		left join directory.school s on s.id = r.school_id
		left join directory.search_entry e on e.person_id = p.id and e.profile = 'pupil' and e.school_id = r.school_id
		where l.guardian_id = ${guardianId} ${schoolIds ? sql`and r.school_id = any (${`{${schoolIds.join(',')}}`}::uuid[])` : sql``}
		order by p.birth_date nulls last, p.given_name, p.id`.execute(ctx.db);
	return rows;
}
