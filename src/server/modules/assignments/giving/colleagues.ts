/** People of a school who may prepare and mark work with somebody. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';

export interface Colleague {
	id: string;
	name: string;
}

/** Profiles that give work: `policy.ts` says the same of actors. */
export const GIVES = sql`('teacher', 'staff', 'principal')`;

export async function colleagueIn(ctx: Pick<Context, 'db'>, schoolId: string, personId: string): Promise<boolean> {
	const { rows } = await sql`
		select from directory.role r join directory.person p on p.id = r.person_id and p.status in ('active', 'blocked')
		where r.person_id = ${personId} and r.school_id = ${schoolId} and r.profile in ${GIVES}`.execute(ctx.db);
	return rows.length > 0;
}

/** By name, as one looks for them. */
export async function colleaguesIn(ctx: Pick<Context, 'db'>, schoolId: string): Promise<Colleague[]> {
	const { rows } = await sql<Colleague>`
		select p.id, p.family_name || ' ' || p.given_name as name from directory.person p
		where p.status in ('active', 'blocked') and p.id in (select r.person_id from directory.role r where r.school_id = ${schoolId} and r.profile in ${GIVES})
		order by core.fold(p.family_name), core.fold(p.given_name), p.id limit 400`.execute(ctx.db);
	return rows;
}
