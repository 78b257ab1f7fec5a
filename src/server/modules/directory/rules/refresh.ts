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
		with wanted as (
			select r.person_id, r.school_id, r.profile, classes.ids, classes.label,
				core.fold(p.family_name || ' ' || p.given_name) as sorted,
				' ' || core.fold(concat_ws(' ', p.given_name, p.family_name, p.birth_name, p.login, r.function_label, classes.label, replace(classes.label, ' ', ''),
					-- The département looks for « the principal of Les Tilleuls ».
					case when r.profile = 'principal' then concat_ws(' ', s.name, s.city) end)) as words
			from directory.role r
			join directory.person p on p.id = r.person_id and p.status = 'active'
			left join directory.school s on s.id = r.school_id
			-- Person by person, each step by an index: the sets of a school that has just arrived are in no
			-- statistics, and would be joined as if they had one row.
			cross join lateral (
				select array_agg(c.id order by c.label) as ids, string_agg(c.label, ', ' order by c.label) as label from (
					select g.id, g.label from directory.membership m join directory.groups g on g.id = m.group_id
					where m.person_id = r.person_id and m.school_id = r.school_id and g.kind = 'class' and g.status = 'active'
						and r.profile = case m.role when 'pupil' then 'pupil' else 'teacher' end
					union
					select g.id, g.label from directory.guardianship l join directory.membership m on m.person_id = l.pupil_id join directory.groups g on g.id = m.group_id
					where l.guardian_id = r.person_id and r.profile = 'guardian' and m.role = 'pupil' and m.school_id = r.school_id and g.kind = 'class' and g.status = 'active'
				) c
			) classes
			where r.school_id = any (${schools}::uuid[]) or r.school_id is null
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
