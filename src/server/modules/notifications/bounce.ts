/** Addresses that do not work: marked, told to the person in his centre, shown to his school. As the system role. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { m } from '#paraglide/messages.js';
import { announce } from './announce.ts';

/** The address is that of the account now: one that was changed meanwhile is not blamed. Gives how many accounts had it. */
export async function markBounced(db: Db, email: string, reason: string, now: Date): Promise<number> {
	const { rows } = await sql<{ account_id: string }>`
		insert into notifications.bounce (account_id, email, at, reason)
		select c.person_id, c.email, ${now}, ${reason.slice(0, 300)} from identity.contact c where lower(c.email) = lower(${email})
		on conflict (account_id) do update set email = excluded.email, at = excluded.at, reason = excluded.reason where bounce.email <> excluded.email
		returning account_id`.execute(db);
	for (const { account_id: account } of rows) {
		await announce(
			db,
			{
				kind: 'account',
				key: `bounce:${account}:${now.getTime()}`,
				at: now,
				actorName: 'Préau',
				subject: m.notifications_bounce_subject({}, { locale: 'fr' }),
				link: '/compte',
				schoolId: null,
				subjectRef: `person:${account}`
			},
			[account]
		);
	}
	return rows.length;
}
