/** The database of the journeys' server, as its owner: what no page can do, like the time that passes. */
import pg from 'pg';
import { loadConfig } from '#platform/config';
import { embedded } from '#platform/installation';
import { connection, superuser } from '#platform/postgres';
import { DEMO_DATA } from './demo-data.ts';

/** For as long as `work` takes; by default in the installation's own database. */
export async function asOwner<T>(work: (admin: pg.Client) => Promise<T>, database = 'preau'): Promise<T> {
	const local = embedded(loadConfig({ PREAU_DATA: DEMO_DATA }));
	const admin = new pg.Client(connection(local, superuser, local.superuserPassword, database));
	await admin.connect();
	try {
		return await work(admin);
	} finally {
		await admin.end();
	}
}

/** A job that runs by the clock, now: the worker takes it as if its minute had come. */
export async function runNow(job: string): Promise<void> {
	await asOwner((admin) => admin.query(`insert into core.outbox (job, data) values ($1, '{}')`, [job]));
}

const WAITING = `from notifications.event e where e.id = d.event_id and d.outcome is null and d.due_at > now()
	and d.account_id = (select id from directory.person where login = $1) and d.channel = $2 and e.subject = any ($3)`;

/** Of these subjects, those that wait for somebody's five o'clock, or for the end of quiet hours. */
export async function waitingFor(login: string, channel: 'email' | 'push', subjects: readonly string[]): Promise<number> {
	const { rows } = await asOwner((admin) =>
		admin.query<{ count: number }>(`select count(*)::int from notifications.delivery d where exists (select ${WAITING})`, [login, channel, subjects])
	);
	return rows[0]?.count ?? 0;
}

/** Their moment has come. */
export async function itsMomentHasCome(login: string, channel: 'email' | 'push', subjects: readonly string[]): Promise<void> {
	await asOwner((admin) => admin.query(`update notifications.delivery d set due_at = now() ${WAITING}`, [login, channel, subjects]));
	await runNow('notifications.send');
}
