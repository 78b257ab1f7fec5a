/** What every way of choosing a password shares: strength, hash, storing, ending other sessions. */
import type { Context } from '#kernel/context';
import type { Outside } from '#kernel/definition';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { PasswordsBusy } from '#platform/passwords';

export interface About {
	login: string;
	givenName: string;
	familyName: string;
	birthYear: string | null;
}

/** Check and hash, outside any transaction. */
export async function hashNewPassword(outside: Pick<Outside, 'ports'>, password: string, about: About): Promise<string | Refusal> {
	try {
		const weakness = await outside.ports.passwords.weakness(password, [about.login, ...about.login.split('.'), about.givenName, about.familyName, about.birthYear ?? '']);
		if (weakness) return refuseField('password', weakness);
		return await outside.ports.passwords.hash(password);
	} catch (error) {
		if (error instanceof PasswordsBusy) return refuse('unavailable', { code: 'login-busy' });
		throw error;
	}
}

/** End every session of an account but `except`; effective everywhere at once. As the system role. */
export async function endSessions(ctx: Pick<Context, 'db' | 'now' | 'notify'>, accountId: string, except: string | null = null): Promise<void> {
	await ctx.db
		.updateTable('identity.session')
		.set({ revoked_at: ctx.now })
		.where('account_id', '=', accountId)
		.where('revoked_at', 'is', null)
		.$if(except !== null, (query) => query.where('id', '<>', except ?? ''))
		.execute();
	await ctx.notify('session', accountId);
}
