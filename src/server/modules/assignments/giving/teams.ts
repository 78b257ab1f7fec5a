/** Teams of a work that is done together: one hands in for all of his. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { classOf, pupilsGiven } from '../for-whom.ts';

export const MOST_TEAMS = 40;

export interface Member {
	id: string;
	givenName: string;
	familyName: string;
	className: string | null;
}

/** The pupils a work is for now, by class and name. */
export async function pupilsOfWork(ctx: Pick<Context, 'db'>, assignmentId: string): Promise<Member[]> {
	const { rows } = await sql<Member>`
		select p.id, p.given_name as "givenName", p.family_name as "familyName",
			${classOf(sql`${assignmentId}`)} as "className"
		from directory.person p where p.kind = 'pupil' and p.status in ('active', 'blocked') and p.id in (
			select w.pupil_id from (${pupilsGiven(assignmentId)}) w)
		order by 4 nulls last, core.fold(p.family_name), core.fold(p.given_name), p.id`.execute(ctx.db);
	return rows;
}

/** Names of the others in the actor's team; null when he is in none. */
export async function matesOf(ctx: Context<Person>, assignmentId: string): Promise<string[] | null> {
	const { rows } = await sql<{ names: string[] }>`
		select array(select p.given_name || ' ' || p.family_name from directory.person p
			where p.id = any (t.pupil_ids) and p.id <> ${ctx.actor.id} order by core.fold(p.family_name), core.fold(p.given_name)) as names
		from assignments.team t where t.assignment_id = ${assignmentId} and ${ctx.actor.id} = any (t.pupil_ids)`.execute(ctx.db);
	return rows[0]?.names ?? null;
}

/** By chance, as even as the number allows: teams of `size`, the last ones smaller by one. */
export function shuffled<T>(all: readonly T[], size: number, random: (bytes: number) => Uint8Array): T[][] {
	const mixed = [...all];
	const draw = (below: number) => {
		const [a = 0, b = 0, c = 0, d = 0] = random(4);
		return (((a * 256 + b) * 256 + c) * 256 + d) % below;
	};
	for (let at = mixed.length - 1; at > 0; at--) {
		const other = draw(at + 1);
		[mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
	}
	const count = Math.max(1, Math.ceil(mixed.length / size));
	return Array.from({ length: count }, (_none, team) => mixed.filter((_one, at) => at % count === team));
}
