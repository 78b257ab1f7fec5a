/** From a token to the person who acts. */
import { sql } from 'kysely';
import { needsSecondFactor, PROFILES, type Person, type Profile, type Role } from '#kernel/actor';
import type { Context, Db } from '#kernel/context';
import { newToken, tokenHash } from './tokens.ts';
import type { Display } from './tables.ts';

export const CHARTER_VERSION = '2026-09';
/** An ordinary session: a school day. On a personal device: a month. */
const HOURS = 12;
const DAYS_PERSISTENT = 30;
/** How often a session in use says so, in minutes: never a write per request. */
const SEEN_EVERY = 10;

export interface SignedIn {
	actor: Person;
	displayName: string;
	givenName: string;
	familyName: string;
	title: string | null;
	display: Display;
	kind: 'login' | 'diagnosis';
	expiresAt: Date;
	/** The session has not said it is in use for a while. */
	stale: boolean;
}

interface Row {
	session_id: string;
	session_kind: 'login' | 'diagnosis';
	expires_at: Date;
	second_factor_at: Date | null;
	stale: boolean;
	person_id: string;
	person_kind: 'pupil' | 'adult';
	title: string | null;
	given_name: string;
	family_name: string;
	must_change: boolean;
	charter_version: string | null;
	locale: 'fr' | 'en';
	preferred_profile: Profile | null;
	display: Display;
	totp_confirmed: boolean;
	roles: { profile: Profile; schoolId: string | null; delegate: boolean }[] | null;
}

const PERSON = sql`
	p.id as person_id, p.kind as person_kind, p.title, p.given_name, p.family_name,
	a.must_change, a.charter_version, a.locale, a.preferred_profile, a.display, a.totp_confirmed_at is not null as totp_confirmed,
	(select json_agg(json_build_object('profile', r.profile, 'schoolId', r.school_id, 'delegate', r.delegate))
		from directory.role r where r.person_id = p.id) as roles`;

/** The person behind a session token, or null when there is none that is valid now. */
export async function personOfToken(db: Db, token: string, now: Date): Promise<SignedIn | null> {
	const { rows } = await sql<Row>`
		select s.id as session_id, s.kind as session_kind, s.expires_at, s.second_factor_at,
			s.seen_at < ${now}::timestamptz - make_interval(mins => ${SEEN_EVERY}) as stale, ${PERSON}
		from identity.session s
		join identity.account a on a.person_id = s.account_id
		join directory.person p on p.id = s.account_id
		where s.token_hash = ${tokenHash(token)} and s.revoked_at is null and s.expires_at > ${now} and p.status = 'active'`.execute(db);
	const row = rows[0];
	return row ? signedIn(row) : null;
}

/** The same person reached without a session (access token, job). */
export async function personById(db: Db, id: string, as: { sessionId: string; secondFactorAt: Date | null }): Promise<Person | null> {
	const { rows } = await sql<Row>`
		select ${as.sessionId}::uuid as session_id, 'login' as session_kind, 'infinity'::timestamptz as expires_at,
			${as.secondFactorAt}::timestamptz as second_factor_at, false as stale, ${PERSON}
		from identity.account a join directory.person p on p.id = a.person_id
		where a.person_id = ${id} and p.status = 'active'`.execute(db);
	const row = rows[0];
	return row ? signedIn(row).actor : null;
}

function signedIn(row: Row): SignedIn {
	const roles: Role[] = row.roles ?? [];
	const held = PROFILES.filter((profile) => roles.some((role) => role.profile === profile));
	// The profile with most to do comes first; the person may choose another.
	const order: Profile[] = ['operator', 'department', 'academy', 'principal', 'teacher', 'staff', 'guardian', 'pupil', 'guest'];
	const profile = row.preferred_profile && held.includes(row.preferred_profile) ? row.preferred_profile : (order.find((one) => held.includes(one)) ?? 'guest');
	return {
		actor: {
			kind: 'person',
			id: row.person_id,
			sessionId: row.session_id,
			roles,
			profile,
			locale: row.locale,
			pending: pendingOf(row, roles),
			secondFactorAt: row.second_factor_at,
			...(row.session_kind === 'diagnosis' ? { diagnosis: true } : {})
		},
		displayName: row.person_kind === 'pupil' ? `${row.given_name} ${row.family_name}` : `${row.title ?? row.given_name} ${row.family_name}`,
		givenName: row.given_name,
		familyName: row.family_name,
		title: row.title,
		display: row.display,
		kind: row.session_kind,
		expiresAt: row.expires_at,
		stale: row.stale
	};
}

function pendingOf(row: Row, roles: Role[]): Person['pending'] {
	// A diagnosis session shows what the person sees; it is opened by an operator who proved himself elsewhere.
	if (row.session_kind === 'diagnosis') return null;
	if (row.totp_confirmed && row.second_factor_at === null) return 'second-factor';
	if (row.must_change) return 'password-change';
	if (row.charter_version !== CHARTER_VERSION) return 'charter';
	if (!row.totp_confirmed && needsSecondFactor(roles)) return 'second-factor-setup';
	return null;
}

/** Those of these sessions that still hold, of people who may still log in. As the system role. */
export async function sessionsOpen(db: Db, ids: readonly string[], now: Date): Promise<Set<string>> {
	const { rows } = await sql<{ id: string }>`
		select s.id from identity.session s join directory.person p on p.id = s.account_id
		where s.id = any (${ids}::uuid[]) and s.revoked_at is null and s.expires_at > ${now} and p.status = 'active'`.execute(db);
	return new Set(rows.map((row) => row.id));
}

export interface NewSession {
	token: string;
	expiresAt: Date;
	persistent: boolean;
}

/** Open a session in the caller's transaction. */
export async function openSession(
	ctx: Pick<Context, 'db' | 'now' | 'id' | 'random' | 'origin'>,
	accountId: string,
	options: { persistent?: boolean; kind?: 'login' | 'diagnosis'; minutes?: number } = {}
): Promise<NewSession> {
	const token = newToken(ctx.random);
	const persistent = options.persistent ?? false;
	const minutes = options.minutes ?? (persistent ? DAYS_PERSISTENT * 24 * 60 : HOURS * 60);
	const expiresAt = new Date(ctx.now.getTime() + minutes * 60_000);
	await ctx.db
		.insertInto('identity.session')
		.values({
			id: ctx.id(),
			token_hash: token.hash,
			account_id: accountId,
			created_at: ctx.now,
			expires_at: expiresAt,
			persistent,
			kind: options.kind ?? 'login',
			device: deviceLabel(ctx.origin.userAgent),
			second_factor_at: null,
			seen_at: ctx.now,
			revoked_at: null
		})
		.execute();
	return { token: token.value, expiresAt, persistent };
}

/**
 * A new token for the session one is in, when what it may do has changed (OWASP ASVS 5.0 §7.2.4). The old
 * token is dead, and with it whatever a process still remembers of it: no page shows what was before. Null
 * where there is no session (a personal access token).
 */
export async function renewSession(ctx: Pick<Context<Person>, 'db' | 'now' | 'random' | 'actor' | 'notify'>, change: { secondFactorAt?: Date } = {}): Promise<NewSession | null> {
	const token = newToken(ctx.random);
	const row = await ctx.db
		.updateTable('identity.session')
		.set({ token_hash: token.hash, seen_at: ctx.now, ...(change.secondFactorAt ? { second_factor_at: change.secondFactorAt } : {}) })
		.where('id', '=', ctx.actor.sessionId)
		.where('revoked_at', 'is', null)
		.returning(['expires_at', 'persistent'])
		.executeTakeFirst();
	await ctx.notify('session', ctx.actor.sessionId);
	return row ? { token: token.value, expiresAt: row.expires_at, persistent: row.persistent } : null;
}

/** « Firefox sur Android »: enough to recognise one's own devices, nothing to track with. */
export function deviceLabel(userAgent: string | null): string {
	if (!userAgent) return '';
	const browser = /Edg\//.test(userAgent) ? 'Edge' : /Firefox\//.test(userAgent) ? 'Firefox' : /Chrome\//.test(userAgent) ? 'Chrome' : /Safari\//.test(userAgent) ? 'Safari' : '';
	const system = /Android/.test(userAgent)
		? 'Android'
		: /iPhone|iPad/.test(userAgent)
			? 'iOS'
			: /Windows/.test(userAgent)
				? 'Windows'
				: /Mac OS/.test(userAgent)
					? 'macOS'
					: /CrOS/.test(userAgent)
						? 'ChromeOS'
						: /Linux/.test(userAgent)
							? 'Linux'
							: '';
	return [browser, system].filter(Boolean).join(' · ');
}
