/** The search table follows the directory: rebuilt by school, in one statement each. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

/**
 * Bring `directory.search_entry` up to date for these schools, and for those above the schools. Call as
 * the system role, in the transaction that changed people, roles, classes or family links of the school.
 * Set-based: only rows that differ are written.
 */
export async function refreshSearch(db: Db, schoolIds: readonly string[]): Promise<void> {
	const schools = `{${[...new Set(schoolIds)].join(',')}}`;
	await sql`
		with pupils as (
			select m.person_id, m.school_id, g.id, g.label
			from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
			where m.school_id = any (${schools}::uuid[]) and m.role = 'pupil'
		), classes as (
			select person_id, school_id, 'pupil' as profile, id, label from pupils
			union
			select l.guardian_id, p.school_id, 'guardian', p.id, p.label from pupils p join directory.guardianship l on l.pupil_id = p.person_id
			union
			select m.person_id, m.school_id, 'teacher', g.id, g.label
			from directory.membership m join directory.groups g on g.id = m.group_id and g.kind = 'class' and g.status = 'active'
			where m.school_id = any (${schools}::uuid[]) and m.role <> 'pupil'
		), held as (
			-- Roles and classes are brought together by sorting them as one set, not by a join: the rows of a
			-- school that has just arrived are in no statistics, and would be joined as if there were one.
			select person_id, school_id, profile, bool_or(of_role) as of_role, max(function_label) as function_label,
				array_agg(id order by label) filter (where id is not null) as ids, string_agg(label, ', ' order by label) as label
			from (
				select person_id, school_id, profile, true as of_role, function_label, null::uuid as id, null::text as label
				from directory.role where school_id = any (${schools}::uuid[]) or school_id is null
				union all
				select person_id, school_id, profile, false, null, id, label from classes
			) together
			group by person_id, school_id, profile
		), wanted as (
			select h.person_id, h.school_id, h.profile, h.ids, h.label,
				core.fold(p.family_name || ' ' || p.given_name) as sorted,
				' ' || core.fold(concat_ws(' ', p.given_name, p.family_name, p.birth_name, p.login, h.function_label, h.label, replace(h.label, ' ', ''),
					-- The département looks for « the principal of Les Tilleuls ».
					case when h.profile = 'principal' then concat_ws(' ', s.name, s.city) end)) as words
			from held h
			join directory.person p on p.id = h.person_id and p.status = 'active'
			left join directory.school s on s.id = h.school_id
			where h.of_role
		), gone as (
			delete from directory.search_entry e
			where (e.school_id = any (${schools}::uuid[]) or e.school_id is null)
				and not exists (select from wanted w where w.person_id = e.person_id and w.profile = e.profile and w.school_id is not distinct from e.school_id)
		)
		insert into directory.search_entry as e (person_id, school_id, profile, words, sorted, class_ids, class_label)
		select w.person_id, w.school_id, w.profile, w.words, w.sorted, coalesce(w.ids, '{}'), w.label from wanted w
		on conflict (school_id, person_id, profile) do update
			set words = excluded.words, sorted = excluded.sorted, class_ids = excluded.class_ids, class_label = excluded.class_label
			where (e.words, e.sorted, e.class_ids, e.class_label) is distinct from (excluded.words, excluded.sorted, excluded.class_ids, excluded.class_label)`.execute(db);
}
