/** Finding reachable people by a few letters: the address picker of messaging and the pages of the directory. */
import { sql } from 'kysely';
import type { Profile } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { reachOf } from './reach.ts';

/** What is searched for. Every filter narrows. */
export interface Wanted {
	/** As typed: accents, case and order do not matter; each word is the beginning of a word. */
	text?: string;
	profile?: Profile;
	schoolId?: string;
	classId?: string;
	limit: number;
	offset?: number;
}

export interface Found {
	id: string;
	/** « Léa Martin » for a pupil, « Mme Sophie Martin » for an adult; pupils and guardians read « Mme Martin ». */
	name: string;
	profile: Profile;
	schoolId: string | null;
	schoolName: string | null;
	/** Class of a pupil, classes of a teacher, classes of a guardian's children; « 5e B, 4e A ». */
	classLabel: string | null;
	functionLabel: string | null;
}

/** Patterns for `like all`: « Dûr cl » → ['% dur%', '% cl%']. Folded by the database as the words were. */
const patterns = (text: string) => sql`(array(
	select '% ' || replace(replace(word, '_', '\\_'), '%', '') || '%' from regexp_split_to_table(core.fold(${text.slice(0, 80)}), ' ') word where word <> ''))`;

/**
 * The people whom the actor may see and write to and who match, one row a person and profile, by family
 * name, with how many there are in all. Run as the actor: row level security is the second wall.
 */
export async function findReachable(db: Db, actor: { id: string; profile: Profile }, wanted: Wanted): Promise<{ rows: Found[]; total: number }> {
	const shortNames = actor.profile === 'pupil' || actor.profile === 'guardian';
	const { rows } = await sql<Found & { total: number }>`
		with reached as materialized (
			select distinct r.person_id, r.school_id, r.to_profile from ${reachOf(actor.id)} r
		), matching as (
			-- From the few reached to their entries by index: never the table of the whole département.
			select e.person_id, e.school_id, e.profile, e.sorted, e.class_label, count(*) over () as total
			from reached r
			join directory.search_entry e on e.person_id = r.person_id and e.profile = r.to_profile and e.school_id is not distinct from r.school_id
			where e.words like all ${patterns(wanted.text ?? '')}
				${wanted.profile ? sql`and e.profile = ${wanted.profile}` : sql``}
				${wanted.schoolId ? sql`and e.school_id = ${wanted.schoolId}::uuid` : sql``}
				${wanted.classId ? sql`and ${wanted.classId}::uuid = any (e.class_ids)` : sql``}
			order by e.sorted, e.person_id, e.profile
			limit ${wanted.limit} offset ${wanted.offset ?? 0}
		)
		select m.person_id as id, m.profile, m.school_id as "schoolId", s.name as "schoolName",
			-- Which other classes a teacher has is nothing a pupil or a parent came for.
			case when not ${shortNames}::boolean or m.profile = 'pupil' then m.class_label end as "classLabel",
			ro.function_label as "functionLabel", m.total,
			case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name
				when ${shortNames}::boolean then concat_ws(' ', coalesce(p.title, p.given_name), p.family_name)
				else concat_ws(' ', p.title, p.given_name, p.family_name) end as name
		from matching m
		join directory.person p on p.id = m.person_id
		left join directory.school s on s.id = m.school_id
		left join directory.role ro on ro.person_id = m.person_id and ro.profile = m.profile and ro.school_id is not distinct from m.school_id
		order by m.sorted, m.person_id, m.profile`.execute(db);
	return { rows: rows.map(({ total: _total, ...row }) => row), total: Number(rows[0]?.total ?? 0) };
}
