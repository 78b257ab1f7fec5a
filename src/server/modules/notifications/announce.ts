/** What other modules call, in their own transaction: nothing is told about something rolled back. */
import { sql, type RawBuilder } from 'kysely';
import type { Context, Db } from '#kernel/context';
import { enqueue } from '#platform/jobs';
import { SYSTEM } from '#platform/roles';
import type { Kind } from './kinds.ts';
import { SPREAD } from './spread.ts';

export interface Notice {
	kind: Kind;
	/** The same kind and key tells each account once, however often it is announced. */
	key: string;
	at: Date;
	/** Who did it, as the people told know him. */
	actorName: string;
	/** Leaves Préau by mail and push: never the content of anything. At most 200 characters are kept. */
	subject: string;
	/** Path inside Préau, `/messagerie/…`. */
	link: string;
	/** Whose quiet hours hold; null: those of each recipient's school. */
	schoolId: string | null;
	/** Rings at once, at night too. Who may say so is the caller's policy. */
	urgent?: boolean;
	/** What it is about: `message:<id>`. */
	subjectRef: string;
}

/** Account ids, or a select of one column of account ids; each is told once. */
export type Recipients = readonly string[] | RawBuilder<unknown>;

export const WITHDRAW = 'notifications.withdraw';
/** Ids in one notification: PostgreSQL carries 8,000 bytes. */
const CHUNK = 200;
/** People whose channels one job works out. */
const SPREAD_AT_ONCE = 5_000;

/**
 * Put the notice into the centre of every recipient, in one insert, and have the channels follow when they may
 * ring. These are worked out by a job: one may not read other people's preferences, and a writer does not wait.
 */
export async function announce(db: Db, notice: Notice, recipients: Recipients): Promise<void> {
	const { rows } = await sql<{ id: string | null; system: boolean }>`
		with new as (
			insert into notifications.event (kind, key, at, actor_name, subject, link, school_id, urgent, subject_ref)
			values (${notice.kind}, ${notice.key}, ${notice.at}, ${notice.actorName}, left(${notice.subject}, 200), ${notice.link}, ${notice.schoolId}, ${notice.urgent ?? false}, ${notice.subjectRef})
			on conflict do nothing returning id
		)
		select coalesce((select id from new), (select id from notifications.event where kind = ${notice.kind} and key = ${notice.key})) as id,
			current_user = ${SYSTEM} as system`.execute(db);
	const [event] = rows;
	// Announced by somebody else under the same key: his it stays.
	if (!event?.id) return;
	const told = event.system ? await tellMany(db, event.id, recipients) : await tellFrom(db, event.id, recipients);
	if (told.length === 0) return;
	// A word to the pages that are open.
	await sql`select pg_notify('notice', string_agg(a.account::text, ',')) from unnest(${told}::uuid[]) with ordinality a (account, place) group by (a.place - 1) / ${CHUNK}`.execute(
		db
	);
	// Named by their ends: a job that carried thousands of ids would weigh more than what it does.
	const inOrder = told.toSorted();
	for (let from = 0; from < inOrder.length; from += SPREAD_AT_ONCE)
		await enqueue(db, SPREAD, { eventId: event.id, first: inOrder[from], last: inOrder[Math.min(from + SPREAD_AT_ONCE, inOrder.length) - 1] });
}

function isList(recipients: Recipients): recipients is readonly string[] {
	return Array.isArray(recipients);
}

/** As the system role: one insert from the caller's own select; gives those who had not been told. */
async function tellMany(db: Db, eventId: string, recipients: Recipients): Promise<string[]> {
	const accounts = isList(recipients) ? sql`select unnest(${recipients}::uuid[])` : recipients;
	const { rows } = await sql<{ account_id: string }>`
		insert into notifications.notice (event_id, account_id) select ${eventId}::uuid, r.account from (${accounts}) r (account) order by r.account
		on conflict do nothing returning account_id`.execute(db);
	return rows.map((row) => row.account_id);
}

/** As the web role, which may put into other people's centres but sees only its own. */
async function tellFrom(db: Db, eventId: string, recipients: Recipients): Promise<string[]> {
	const ids = isList(recipients) ? [...recipients] : (await sql<{ account: string }>`select r.account from (${recipients}) r (account)`.execute(db)).rows.map((row) => row.account);
	await sql`insert into notifications.notice (event_id, account_id) select ${eventId}::uuid, a from unnest(${ids}::uuid[]) a on conflict do nothing`.execute(db);
	return ids;
}

/** Take back what was announced: what has not gone out is not sent, and leaves the centres where it is unread. */
export async function withdraw(db: Db, kind: Kind, key: string): Promise<void> {
	await sql`update notifications.event set withdrawn_at = coalesce(withdrawn_at, now()) where kind = ${kind} and key = ${key}`.execute(db);
	await enqueue(db, WITHDRAW, { kind, key });
}

/** The account has seen it elsewhere: opening a message reads its notice. */
export async function markRead(db: Db, accountId: string, kind: Kind, keys: readonly string[]): Promise<void> {
	const { numAffectedRows } = await sql`
		update notifications.notice n set read_at = now() from notifications.event e
		where e.id = n.event_id and e.kind = ${kind} and e.key = any (${keys}::text[]) and n.account_id = ${accountId} and n.read_at is null`.execute(db);
	if (numAffectedRows) await sql`select pg_notify('notice', ${accountId})`.execute(db);
}

/** When the channels will ring for something said now. */
export interface Ringing {
	earliest: Date;
	latest: Date;
	/** Nobody has to wait. */
	now: boolean;
}

/**
 * For « sera notifié demain à 7 h ». From the hours of the schools; what a person has chosen for himself is
 * nobody else's business. `everybody` stands for people too many to be listed: the hours of every school.
 * Null when there is nobody.
 */
export async function whenNotified(ctx: Pick<Context, 'db' | 'now'>, whom: readonly string[] | 'everybody', schoolId: string | null = null): Promise<Ringing | null> {
	if (whom.length === 0) return null;
	const schools = schoolId
		? sql`select ${schoolId}::uuid as school_id`
		: whom === 'everybody'
			? sql`select id as school_id from directory.school`
			: sql`select distinct (select r.school_id from directory.role r where r.person_id = a and r.school_id is not null order by r.school_id limit 1) as school_id
				from unnest(${whom}::uuid[]) a`;
	const { rows } = await sql<{ earliest: Date | null; latest: Date }>`
		with hours as materialized (select distinct h.* from (${schools}) s cross join lateral notifications.school_hours_of(s.school_id) h)
		select min(o) as earliest, max(o) as latest from hours h
		cross join lateral notifications.opening(${ctx.now}, h.zone, h.starts, h.ends, h.weekends, h.holidays, null, null) o`.execute(ctx.db);
	const [found] = rows;
	return found?.earliest ? { earliest: found.earliest, latest: found.latest, now: found.latest.getTime() <= ctx.now.getTime() } : null;
}
