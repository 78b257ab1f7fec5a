/** Unusual reading of the directory is stopped, and reported once. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { refuse, type Refusal } from '#kernel/errors';
import { writeAudit } from '#platform/audit';
import { entriesAnHour } from '../policy.ts';

const WINDOW_MINUTES = 10;

/**
 * Count `entries` shown to the person, and refuse once the hour's limit is passed. The first refusal of a
 * window leaves a line in the audit trail. The definition must keep its changes when it refuses.
 */
export async function countReading(ctx: Context<Person>, definition: string, entries: number): Promise<Refusal | null> {
	if (entries === 0) return null;
	const limit = entriesAnHour(ctx.actor);
	const width = WINDOW_MINUTES * 60_000;
	const since = new Date(Math.floor(ctx.now.getTime() / width) * width);
	const { rows } = await sql<{ total: number; reported: boolean }>`
		with before as (
			select coalesce(sum(entries), 0)::int as total, coalesce(bool_or(reported), false) as reported
			from directory.reading where person_id = ${ctx.actor.id} and since > ${new Date(ctx.now.getTime() - 3_600_000)}
		), counted as (
			insert into directory.reading as r (person_id, since, entries, reported)
			select ${ctx.actor.id}, ${since}, case when total + ${entries}::int > ${limit}::int then 0 else ${entries}::int end, total + ${entries}::int > ${limit}::int from before
			on conflict (person_id, since) do update set entries = r.entries + excluded.entries, reported = r.reported or excluded.reported
		)
		select total + ${entries}::int as total, reported from before`.execute(ctx.db);
	const [row] = rows;
	if (!row || row.total <= limit) return null;
	if (!row.reported) {
		await writeAudit(ctx.db, {
			id: ctx.id(),
			at: ctx.now,
			command: definition,
			actorId: ctx.actor.id,
			actorLabel: 'person',
			outcome: 'refused',
			refusalCode: 'directory-too-many',
			schoolId: ctx.actor.roles.find((role) => role.schoolId !== null)?.schoolId ?? null,
			details: { entries: row.total, limit }
		});
	}
	return refuse('too-many', { code: 'directory-too-many', params: { limit } });
}
