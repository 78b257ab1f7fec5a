import { sql } from 'kysely';
import * as v from 'valibot';
import { administers, holds, type Person, type Profile } from '#kernel/actor';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';

export interface Suspect {
	id: string;
	name: string;
	login: string;
	birthDate: string | null;
	/** First letter and host: enough to compare, not to write to. */
	email: string | null;
	roles: { profile: Profile; school: string | null }[];
	children: string[];
	activated: boolean;
	/** Of a school the viewer administers. */
	here: boolean;
}

export interface DuplicatePair {
	reason: 'birth-date' | 'email' | 'guardian-and-staff';
	first: Suspect;
	second: Suspect;
	/** Decided here; otherwise by the département. */
	mayDecide: boolean;
}

interface Row {
	reason: DuplicatePair['reason'];
	first: Suspect;
	second: Suspect;
}

/** Suspected duplicates that concern a school. As the system: the other one may be of another school. */
export const duplicates = query({
	name: 'directory.duplicates',
	summary: 'Entries of the directory that may be the same human being, for a decision',
	as: 'system',
	/** Without a school: all of them, for the département and the operator. */
	input: v.object({ school: v.optional(id) }),
	allow: provided(
		profiles('principal', 'staff', 'teacher', 'department', 'operator'),
		'who administers the school, the département, the operator',
		(ctx: { actor: Person }, input: { school?: string | undefined }) =>
			holds(ctx.actor, 'department', 'operator') || (input.school !== undefined && administers(ctx.actor, input.school))
	),
	trial: (world) => ({ school: world.schoolId }),
	async run(ctx, input) {
		const school = input.school ?? null;
		const side = (column: string) => sql`(select json_build_object('id', p.id,
			'name', case when p.kind = 'pupil' then p.given_name || ' ' || p.family_name else concat_ws(' ', p.title, p.given_name, p.family_name) end,
			'login', p.login, 'birthDate', p.birth_date, 'email', regexp_replace(p.email, '^(.).*(@.*)$', '\\1…\\2'),
			'activated', exists (select from identity.account a where a.person_id = p.id),
			'here', exists (select from directory.role r where r.person_id = p.id and r.school_id is not distinct from ${school}::uuid),
			'roles', coalesce((select json_agg(json_build_object('profile', r.profile, 'school', s.name) order by s.name, r.profile) from directory.role r left join directory.school s on s.id = r.school_id where r.person_id = p.id), '[]'),
			'children', coalesce((select json_agg(k.given_name || ' ' || k.family_name order by k.given_name) from directory.guardianship l join directory.person k on k.id = l.pupil_id and k.status in ('active', 'blocked') where l.guardian_id = p.id), '[]'))
			from directory.person p where p.id = ${sql.ref(column)})`;
		const { rows } = await sql<Row>`
			select d.reason, ${side('d.first_id')} as first, ${side('d.second_id')} as second
			from directory.suspected_duplicate d
			join directory.person a on a.id = d.first_id and a.status in ('active', 'blocked')
			join directory.person b on b.id = d.second_id and b.status in ('active', 'blocked')
			where d.status = 'open' and exists (select from directory.role r where r.person_id in (d.first_id, d.second_id) and (${school}::uuid is null or r.school_id = ${school}::uuid))
			order by core.fold(a.family_name), core.fold(a.given_name), d.first_id, d.second_id limit 50`.execute(ctx.db);
		const above = holds(ctx.actor, 'department', 'operator');
		const high = (one: Suspect) => one.roles.some((role) => ['principal', 'department', 'academy', 'operator'].includes(role.profile));
		// Of somebody of another school no more than is needed to see whom it is about.
		const fit = (one: Suspect): Suspect => (above || one.here ? one : { ...one, birthDate: null, email: null, children: [] });
		return rows.map((row): DuplicatePair => ({
			reason: row.reason,
			first: fit(row.first),
			second: fit(row.second),
			mayDecide: above || (row.first.here && row.second.here && !high(row.first) && !high(row.second))
		}));
	}
});
