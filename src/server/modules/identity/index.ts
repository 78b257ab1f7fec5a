/** Accounts, sessions, activation, second factor. */
import './tables.ts';
import { visitor } from '#kernel/actor';
import type { AnyDefinition } from '#kernel/definition';
import { acceptCharter } from './commands/accept-charter.ts';
import { createAccessToken, revokeAccessToken } from './commands/access-tokens.ts';
import { activate } from './commands/activate.ts';
import { changePassword } from './commands/change-password.ts';
import { checkCode } from './commands/check-code.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { activateAll, codeForLogin, openDiagnosis } from './commands/operator.ts';
import { reissueCode, reissuePreview } from './commands/reissue-code.ts';
import { requestReset } from './commands/request-reset.ts';
import { resetPassword } from './commands/reset-password.ts';
import { revokeSession } from './commands/revoke-session.ts';
import { setContact } from './commands/set-contact.ts';
import { setDisplay } from './commands/set-display.ts';
import { verifyEmail } from './commands/verify-email.ts';
import { account } from './queries/account.ts';
import { giveSecondFactor } from './totp/challenge.ts';
import { beginTotp, confirmTotp } from './totp/setup.ts';

export { activatedAt, hasNoAccount } from './activated.ts';
export { deviceLabel, personById, sessionsOpen } from './sessions.ts';
export { personOfAccessToken } from './access-token-person.ts';
export { issueCodes, type CodePurpose, type IssuedCode } from './codes.ts';
export { identityJobs as jobs } from './jobs.ts';
export type { NewSession, SignedIn } from './sessions.ts';
export { createSessionStore, type SessionStore } from './session-store.ts';
export { endSessions } from './set-password.ts';
export { takeOverAccount } from './take-over.ts';

const all = [
	acceptCharter,
	account,
	activate,
	activateAll,
	beginTotp,
	changePassword,
	checkCode,
	codeForLogin,
	confirmTotp,
	createAccessToken,
	giveSecondFactor,
	login,
	logout,
	openDiagnosis,
	reissueCode,
	reissuePreview,
	requestReset,
	resetPassword,
	revokeAccessToken,
	revokeSession,
	setContact,
	setDisplay,
	verifyEmail
] as const;

/**
 * Who looks at an account for diagnosis changes nothing of it, nor gives codes in its name. The default is no:
 * open to him are what only reads, what needs no session at all, and leaving.
 */
function byOwner(definition: AnyDefinition): AnyDefinition {
	const { kind, name, allow } = definition;
	if (kind === 'query' || allow.who(visitor) || name === logout.name) return definition;
	return { ...definition, allow: { ...allow, byOwner: true } };
}

export const definitions = (all as unknown as AnyDefinition[]).map(byOwner) as unknown as typeof all;
