/** Work whose author has left the school gets another: one of those who work on it, or whom the head names. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { GIVES } from './colleagues.ts';
import { authorName } from './writing.ts';

/** Is the author of this work still of its school? */
export async function authorStays(ctx: Pick<Context, 'db'>, assignmentId: string): Promise<boolean> {
	const { rows } = await sql`
		select from assignments.assignment a join directory.role r on r.person_id = a.owner_id and r.school_id = a.school_id and r.profile in ${GIVES}
		where a.id = ${assignmentId}`.execute(ctx.db);
	return rows.length > 0;
}

/** As the system, for who may decide: these works are his now, numbered after his own of their years. Corrections keep the name of who wrote them. */
export async function giveOver(ctx: Pick<Context, 'db' | 'now'>, ids: readonly string[], personId: string): Promise<void> {
	const all = [...ids];
	await sql`select pg_advisory_xact_lock(hashtextextended(${`works of ${personId}`}, 0))`.execute(ctx.db);
	await sql`delete from assignments.editor where assignment_id = any (${all}::uuid[]) and (part = 'owner' or person_id = ${personId})`.execute(ctx.db);
	await sql`insert into assignments.editor (assignment_id, person_id, part, added_at) select id, ${personId}, 'owner', ${ctx.now} from unnest(${all}::uuid[]) id`.execute(ctx.db);
	await sql`
		update assignments.assignment a set owner_id = ${personId}, owner_name = ${await authorName(ctx, personId)}, number = n.number, version = a.version + 1, updated_at = ${ctx.now}
		from (select w.id, row_number() over (partition by w.school_year order by w.number, w.id)
				+ coalesce((select max(o.number) from assignments.assignment o where o.owner_id = ${personId} and o.school_year = w.school_year), 0) as number
			from assignments.assignment w where w.id = any (${all}::uuid[])) n
		where a.id = n.id`.execute(ctx.db);
}
