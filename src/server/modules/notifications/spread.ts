/** From a notice in the centre to what leaves by which channel, and when it may ring. Set-based. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { PROFILES } from '#kernel/actor';
import { enqueue } from '#platform/jobs';
import { CHANNELS, defaultRhythm, KIND_NAMES } from './kinds.ts';

export const SPREAD = 'notifications.spread';
export const SEND = 'notifications.send';

/** Whoever holds several profiles is told as the first of these. */
const RANK = ['guardian', 'teacher', 'principal', 'staff', 'department', 'academy', 'operator', 'pupil', 'guest'] as const;

/** `(kind, channel, profile, rhythm)` of everybody who has chosen nothing. */
const DEFAULTS = sql.join(
	KIND_NAMES.flatMap((kind) => CHANNELS.flatMap((channel) => PROFILES.map((profile) => sql`(${kind}, ${channel}, ${profile}, ${defaultRhythm(kind, channel, profile)})`)))
);

/** Stands for « no school » and « no hours of his own », so that what follows can be joined by equality. */
const NOWHERE = sql`'00000000-0000-0000-0000-000000000000'::uuid`;
const NEVER = sql`time '00:00'`;

/**
 * For who was told of the event, from one account id to another, both included. As the system role. Only channels a
 * person can be reached by get a line. Moments are worked out once for each combination of hours, not for each person
 * or school. What is gathered waits for the end of the afternoon, every day or on Friday, then for quiet hours like
 * the rest.
 */
export async function spread(db: Db, eventId: string, first: string, last: string): Promise<void> {
	await sql`
		with told as materialized (
			select e.kind, e.at, e.urgent, n.account_id, coalesce(e.school_id, place.school_id, ${NOWHERE}) as school_id, coalesce(place.profile, 'guest') as profile,
				coalesce(own.starts, ${NEVER}) as own_starts, coalesce(own.ends, ${NEVER}) as own_ends
			from notifications.event e
			join notifications.notice n on n.event_id = e.id and n.account_id between ${first}::uuid and ${last}::uuid
			left join lateral (
				select r.school_id, r.profile from directory.role r where r.person_id = n.account_id
				order by array_position(${sql.lit(`{${RANK.join(',')}}`)}::text[], r.profile), r.school_id limit 1) place on true
			left join notifications.person_hours own on own.account_id = n.account_id
			where e.id = ${eventId}::uuid and e.withdrawn_at is null
		), wanted as materialized (
			select t.*, d.channel, case when t.urgent then 'now' else coalesce(p.rhythm, d.rhythm) end as rhythm
			from told t
			join (values ${DEFAULTS}) d (kind, channel, profile, rhythm) on d.kind = t.kind and d.profile = t.profile
			left join notifications.preference p on p.account_id = t.account_id and p.kind = t.kind and p.channel = d.channel
			where case coalesce(p.rhythm, d.rhythm) when 'off' then false when 'urgent' then t.urgent else true end
				and case d.channel
					when 'email' then exists (select from identity.contact c where c.person_id = t.account_id and c.email_verified_at is not null)
					when 'sms' then exists (select from identity.contact c where c.person_id = t.account_id and c.mobile is not null)
					else exists (select from notifications.push_subscription s where s.account_id = t.account_id) end
		), hours as materialized (
			select s.school_id, h.* from (select distinct school_id from wanted) s cross join lateral notifications.school_hours_of(s.school_id) h
		), timed as materialized (
			select w.account_id, w.channel, w.at, w.urgent, w.rhythm, w.own_starts, w.own_ends, h.zone, h.starts, h.ends, h.weekends, h.holidays
			from wanted w join hours h using (school_id)
		), opened as materialized (
			select m.*, case when m.urgent then m.at else
				notifications.opening(notifications.gathered(m.at, m.rhythm), m.zone, m.starts, m.ends, m.weekends, m.holidays, m.own_starts, m.own_ends) end as due_at
			from (select distinct at, urgent, rhythm, own_starts, own_ends, zone, starts, ends, weekends, holidays from timed) m
		)
		insert into notifications.delivery (event_id, account_id, channel, rhythm, due_at)
		select ${eventId}::uuid, t.account_id, t.channel, t.rhythm, o.due_at
		from timed t join opened o using (rhythm, zone, starts, ends, weekends, holidays, own_starts, own_ends)
		on conflict do nothing`.execute(db);
}

/** Have the sender look: now, and it looks every minute by itself. */
export async function wakeSender(db: Db): Promise<void> {
	await enqueue(db, SEND, {}, { key: SEND });
}
