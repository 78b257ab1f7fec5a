/** Accounts, sessions, activation, second factor. */
import type { Job, JobTools } from '#platform/jobs';
import './tables.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';

export { openSession, personOfToken, type NewSession, type SignedIn } from './sessions.ts';
export { createSessionStore, type SessionStore } from './session-store.ts';
export type { Display } from './tables.ts';

export const definitions = [login, logout] as const;

/** Background work of this module. */
export function jobs(_tools: JobTools): Job[] {
	return [];
}
