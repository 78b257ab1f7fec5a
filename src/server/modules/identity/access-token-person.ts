/** From a personal access token (`Authorization: Bearer`) to the person who acts. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { personById } from './sessions.ts';
import { tokenHash } from './tokens.ts';

/**
 * The person of a valid token, or null. A token is as good as a session with its second factor: it was
 * made in one.
 */
export async function personOfAccessToken(db: Db, token: string, now: Date): Promise<Person | null> {
	const { rows } = await sql<{ id: string; account_id: string }>`
		select id, account_id from identity.access_token
		where token_hash = ${tokenHash(token)} and revoked_at is null and expires_at > ${now}`.execute(db);
	const found = rows[0];
	return found ? personById(db, found.account_id, { sessionId: found.id, secondFactorAt: now }) : null;
}
