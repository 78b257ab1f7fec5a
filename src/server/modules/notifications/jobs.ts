/** What follows a notice, after the commit of who announced it. */
import { sql } from 'kysely';
import type { Job, JobTools } from '#platform/jobs';
import { WITHDRAW } from './announce.ts';
import { sendDue } from './send/index.ts';
import { SEND, spread, SPREAD, wakeSender } from './spread.ts';

/** The centre is for what is new; messages and the rest stay where they are. Days. */
const KEPT = 90;
/** Events forgotten in one transaction, each with all who were told. */
const BATCH = 50;

export function jobs(tools: JobTools): Job[] {
	return [
		{
			name: SPREAD,
			concurrency: 2,
			run: (data) =>
				tools.database.system(async (db) => {
					await spread(db, String(data.eventId), String(data.first), String(data.last));
					await wakeSender(db);
				})
		},
		{
			name: WITHDRAW,
			run: (data) =>
				tools.database.system(async (db) => {
					const { rows } = await sql<{ account_id: string }>`
						with gone as (
							update notifications.event set withdrawn_at = coalesce(withdrawn_at, ${tools.clock.now()}) where kind = ${String(data.kind)} and key = ${String(data.key)} returning id
						)
						delete from notifications.notice where event_id in (select id from gone) and read_at is null returning account_id`.execute(db);
					await sql`select pg_notify('notice', string_agg(a::text, ',')) from unnest(${rows.map((row) => row.account_id)}::uuid[]) with ordinality t (a, place)
						group by (place - 1) / 200`.execute(db);
				})
		},
		// Woken by what is announced; by the clock for what waited.
		{ name: SEND, cron: '* * * * *', concurrency: 2, run: () => sendDue(tools) },
		{ name: 'notifications.forget', cron: '20 4 * * *', run: () => forget(tools) }
	];
}

async function forget(tools: JobTools): Promise<void> {
	const before = new Date(tools.clock.now().getTime() - KEPT * 86_400_000);
	let left = true;
	while (left) {
		left = await tools.database.system(async (db) => {
			const { numAffectedRows } =
				await sql`delete from notifications.event where id in (select id from notifications.event where at < ${before} order by at limit ${BATCH})`.execute(db);
			return Number(numAffectedRows) === BATCH;
		});
	}
}
