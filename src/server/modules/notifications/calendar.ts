/** How far the calendar of days without school is known. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

/** The last day of the zone whose calendar ends first, `yyyy-mm-dd`; null when a zone has none. */
export async function calendarEnds(db: Db): Promise<string | null> {
	const { rows } = await sql<{ ends: string | null }>`
		select case when count(*) = 3 then min(ends) end as ends from (select max(last) as ends from notifications.holiday group by zone) z`.execute(db);
	return rows[0]?.ends ?? null;
}
