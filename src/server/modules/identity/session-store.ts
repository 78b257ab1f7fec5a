/**
 * Sessions as every request needs them: looked up by token, kept in memory for a moment, dropped at once
 * in every process when revoked (`notify session`). A lost notification is bounded by the moment.
 */
import type { Clock } from '#kernel/clock';
import type { Database } from '#platform/database';
import { personOfToken, type SignedIn } from './sessions.ts';

/** Promise 15: a revocation is effective within 5 s in every process. */
const MOMENT_MS = 3_000;
const MOST = 20_000;

export interface SessionStore {
	find(token: string): Promise<SignedIn | null>;
	/** Forget a session (its id), a person (their id), or everything. */
	forget(id?: string): void;
}

export function createSessionStore(database: Database, clock: Clock): SessionStore {
	const known = new Map<string, { found: SignedIn; until: number }>();
	return {
		async find(token) {
			if (token.length !== 43) return null;
			const now = clock.now();
			const kept = known.get(token);
			if (kept && kept.until > now.getTime()) return kept.found;
			known.delete(token);
			const found = await database.system(async (db) => {
				const person = await personOfToken(db, token, now);
				if (person?.stale) await db.updateTable('identity.session').set({ seen_at: now }).where('id', '=', person.actor.sessionId).execute();
				return person;
			});
			if (found) {
				if (known.size >= MOST) known.clear();
				known.set(token, { found, until: now.getTime() + MOMENT_MS });
			}
			return found;
		},
		forget(id) {
			if (id === undefined) return void known.clear();
			for (const [token, { found }] of known) {
				if (found.actor.sessionId === id || found.actor.id === id) known.delete(token);
			}
		}
	};
}

declare module '#kernel/context' {
	interface Ports {
		sessions: SessionStore;
	}
}
