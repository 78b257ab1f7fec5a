import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, PROFILES, type Person, type Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { filter, id, page } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import { ROWS_A_PAGE } from './search.ts';

export interface AccountRow {
	id: string;
	name: string;
	login: string;
	profiles: Profile[];
	functionLabel: string | null;
	classLabel: string | null;
	status: 'active' | 'blocked';
	/** Has chosen a password. */
	activated: boolean;
	delegate: boolean;
}

/**
 * People of a school for those who administer it, the blocked too. As the system: whether an account was
 * activated is seen by its owner alone; taken from it is yes or no.
 */
export const accounts = query({
	name: 'directory.accounts',
	summary: 'People of a school with login and state of their account, for its administrators',
	as: 'system',
	input: v.object({
		school: id,
		q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''), ''),
		profile: filter(v.picklist(PROFILES)),
		class: filter(id),
		state: filter(v.picklist(['never', 'active', 'blocked', 'delegate'])),
		page: v.fallback(page, 1)
	}),
	allow: provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const { rows } = await sql<AccountRow & { total: number }>`
			with here as (
				select r.person_id, array_agg(r.profile order by r.profile) as profiles, min(r.function_label) as label, bool_or(r.delegate) as delegate
				from directory.role r where r.school_id = ${input.school} ${input.profile ? sql`and r.profile = ${input.profile}` : sql``}
				group by r.person_id
			), listed as (
				select p.id, case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else concat_ws(' ', p.title, p.given_name, p.family_name) end as name,
					p.family_name, p.given_name, p.login, here.profiles, here.label as "functionLabel", here.delegate, p.status,
					exists (select from identity.account a where a.person_id = p.id) as activated
				from here join directory.person p on p.id = here.person_id and p.status in ('active', 'blocked')
				where (' ' || core.fold(p.given_name || ' ' || p.family_name || ' ' || p.login)) like all (array(
						select '% ' || replace(replace(word, '_', '\\_'), '%', '') || '%' from regexp_split_to_table(core.fold(${input.q}), ' ') word where word <> ''))
					${
						input.class
							? sql`and exists (select from directory.membership m where m.group_id = ${input.class} and m.school_id = ${input.school}
						and (m.person_id = p.id or (m.role = 'pupil' and exists (select from directory.guardianship l where l.pupil_id = m.person_id and l.guardian_id = p.id))))`
							: sql``
					}
			)
			select l.id, l.name, l.login, l.profiles, l."functionLabel", l.delegate, l.status, l.activated, count(*) over ()::int as total,
				(select string_agg(distinct g.label, ', ') from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
					where m.person_id = l.id and m.school_id = ${input.school} and m.role = 'pupil') as "classLabel"
			from listed l
			where true ${input.state === 'never' ? sql`and not l.activated` : input.state === 'active' ? sql`and l.activated and l.status = 'active'` : input.state === 'blocked' ? sql`and l.status = 'blocked'` : input.state === 'delegate' ? sql`and l.delegate` : sql``}
			order by core.fold(l.family_name), core.fold(l.given_name), l.id
			limit ${ROWS_A_PAGE} offset ${(input.page - 1) * ROWS_A_PAGE}`.execute(ctx.db);
		const total = rows[0]?.total ?? 0;
		return { rows: rows.map(({ total: _total, ...row }) => row), total, page: input.page, pages: Math.max(1, Math.ceil(total / ROWS_A_PAGE)) };
	}
});
