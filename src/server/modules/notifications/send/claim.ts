/** Taking what is due, so that no other worker has it, and knowing what to say. As the system role. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { Channel, Kind } from '../kinds.ts';

export interface Due {
	event_id: string;
	account_id: string;
	channel: Channel;
	tries: number;
	kind: Kind;
	at: Date;
	actor_name: string;
	subject: string;
	urgent: boolean;
	/** Withdrawn, read meanwhile, switched off meanwhile, or the person may not log in any more. */
	moot: boolean;
	locale: 'fr' | 'en';
	/** Confirmed by the person, and not refused by its server. */
	email: string | null;
	mobile: string | null;
	pupil: boolean;
}

/** All are attempted at once: a worker that dies takes no more mails with it than these, each with all it says. */
export const BATCH = 8;

/**
 * The next that are due, marked as taken in a transaction of their own: whatever dies afterwards, none of them
 * is attempted a second time. Lines of one person come together, to be gathered into one mail.
 */
export async function claim(db: Db, now: Date): Promise<Due[]> {
	const { rows } = await sql<Due>`
		with due as materialized (
			select event_id, account_id, channel from notifications.delivery
			where claimed_at is null and due_at <= ${now} order by due_at, account_id limit ${BATCH} for update skip locked
		), mine as materialized (
			-- What else waits for the same people by the same channel goes with it.
			select d.event_id, d.account_id, d.channel from notifications.delivery d
			where d.claimed_at is null and d.due_at <= ${now} and (d.account_id, d.channel) in (select account_id, channel from due)
			for update skip locked
		), taken as (
			update notifications.delivery d set claimed_at = ${now}, tries = d.tries + 1 from mine m
			where d.event_id = m.event_id and d.account_id = m.account_id and d.channel = m.channel and d.claimed_at is null
			returning d.event_id, d.account_id, d.channel, d.tries
		)
		select t.*, e.kind, e.at, e.actor_name, e.subject, e.urgent, coalesce(a.locale, 'fr') as locale,
			case when c.email_verified_at is not null and b.account_id is null then c.email end as email, c.mobile, p.kind = 'pupil' as pupil,
			e.withdrawn_at is not null or n.read_at is not null or p.status <> 'active' or coalesce(w.rhythm = 'off', false) as moot
		from taken t
		join notifications.event e on e.id = t.event_id
		join notifications.notice n on n.event_id = t.event_id and n.account_id = t.account_id
		join directory.person p on p.id = t.account_id
		left join identity.account a on a.person_id = t.account_id
		left join identity.contact c on c.person_id = t.account_id
		left join notifications.bounce b on b.account_id = t.account_id and b.email = c.email
		left join notifications.preference w on w.account_id = t.account_id and w.kind = e.kind and w.channel = t.channel
		order by t.account_id, e.at`.execute(db);
	return rows;
}

/** What became of them. `again`: certainly not taken by whoever was to carry it, so it may be tried at that moment. */
export async function settle(db: Db, lines: readonly Due[], outcome: 'sent' | 'failed' | 'skipped' | { again: Date }): Promise<void> {
	const keys = { events: lines.map((one) => one.event_id), accounts: lines.map((one) => one.account_id), channels: lines.map((one) => one.channel) };
	const change = typeof outcome === 'string' ? sql`outcome = ${outcome}` : sql`claimed_at = null, due_at = ${outcome.again}`;
	await sql`update notifications.delivery d set ${change}
		from unnest(${keys.events}::uuid[], ${keys.accounts}::uuid[], ${keys.channels}::text[]) k (event_id, account_id, channel)
		where d.event_id = k.event_id and d.account_id = k.account_id and d.channel = k.channel`.execute(db);
}
