/**
 * Who may see and write to whom: the only place that answers, for pages, search, messaging and the rest.
 * The rule itself is the SQL function `directory.reach` (migration 0200): data of the school, defaults
 * for what the school did not choose.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Actor, Profile } from '#kernel/actor';
import type { Db } from '#kernel/context';
import type { Scope } from '../tables-admin.ts';

/** Why somebody is reached: as what, in which school, under which rule. */
export interface Reach {
	personId: string;
	/** Where the rule holds; null for those above the schools. */
	schoolId: string | null;
	fromProfile: Profile;
	toProfile: Profile;
	scope: Exclude<Scope, 'none'>;
}

/**
 * Everybody the person reaches, as a table to join: `join ${reachOf(id)} r on r.person_id = …`, with columns
 * person_id, school_id, from_profile, to_profile, scope. One person may stand in several rows.
 */
export function reachOf(accountId: string): RawBuilder<unknown> {
	return sql`directory.reach(${accountId}::uuid)`;
}

/**
 * Of `personIds`, those whom the actor may see and write to. Who is missing from the answer may not be:
 * blocked, gone, of another school, or closed by a rule. Nobody reaches himself; the installation itself
 * (jobs) reaches everybody who is active.
 */
export async function reachable(db: Db, actor: Actor, wanted: { personIds: readonly string[] }): Promise<Map<string, Reach>> {
	if (actor.kind === 'visitor' || wanted.personIds.length === 0) return new Map();
	const ids = `{${[...new Set(wanted.personIds)].join(',')}}`;
	const { rows } =
		actor.kind === 'system'
			? await sql<Reach>`
			select distinct on (r.person_id) r.person_id as "personId", r.school_id as "schoolId", r.profile as "fromProfile", r.profile as "toProfile", 'school' as scope
			from directory.role r join directory.person p on p.id = r.person_id and p.status = 'active'
			where r.person_id = any (${ids}::uuid[])`.execute(db)
			: await sql<Reach>`
			select distinct on (r.person_id) r.person_id as "personId", r.school_id as "schoolId", r.from_profile as "fromProfile", r.to_profile as "toProfile", r.scope
			from ${reachOf(actor.id)} r where r.person_id = any (${ids}::uuid[])
			order by r.person_id, r.scope desc`.execute(db);
	return new Map(rows.map((row) => [row.personId, row]));
}

/** May the actor see and write to this one person? */
export async function mayReach(db: Db, actor: Actor, personId: string): Promise<boolean> {
	return (await reachable(db, actor, { personIds: [personId] })).has(personId);
}
