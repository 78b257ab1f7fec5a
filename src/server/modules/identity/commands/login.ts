import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { flag } from '#kernel/input';
import { anybody } from '#kernel/policy';
import { PasswordsBusy } from '#platform/passwords';
import { openSession } from '../sessions.ts';
import { countFailure, forgive, mayTry } from '../throttle.ts';

/**
 * Log in with login and password. One answer, one status and one duration whether the account does not
 * exist, was never activated, is blocked, or the password is wrong.
 */
export const login = command({
	name: 'identity.login',
	summary: 'Log in with login and password',
	as: 'system',
	internal: true,
	commitsRefusals: true,
	input: v.object({
		login: v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.minLength(1, 'required'), v.maxLength(80, 'too-long')),
		password: v.pipe(v.string('required'), v.minLength(1, 'required'), v.maxLength(1_000, 'too-long')),
		persistent: flag
	}),
	allow: anybody,
	trial: () => ({ login: 'nobody.nowhere', password: 'wrong' }),
	async prepare(outside, input) {
		const found = await outside.read(async (db) => {
			if (!(await mayTry({ ...outside, db }, input.login))) return 'throttled';
			// By every login ever given: that of an entry merged into another opens the other.
			return db
				.selectFrom('directory.login as l')
				.innerJoin('directory.person as p', 'p.id', 'l.person_id')
				.innerJoin('identity.account as a', 'a.person_id', 'p.id')
				.select(['p.id', 'p.status', 'a.password_hash'])
				.where('l.login', '=', input.login)
				.executeTakeFirst();
		});
		if (found === 'throttled') return refuse('too-many', { code: 'too-many-attempts' });
		try {
			const good = found?.status === 'active' ? await outside.ports.passwords.verify(found.password_hash, input.password) : await outside.ports.passwords.pretend(input.password);
			return { accountId: good && found ? found.id : null };
		} catch (error) {
			if (error instanceof PasswordsBusy) return refuse('unavailable', { code: 'login-busy' });
			throw error;
		}
	},
	async run(ctx, input, { accountId }) {
		if (accountId === null) {
			await countFailure(ctx, input.login);
			return refuse('wrong-credentials');
		}
		await forgive(ctx, input.login);
		await ctx.db.updateTable('identity.account').set({ last_login_at: ctx.now }).where('person_id', '=', accountId).execute();
		ctx.audit({ subject: { type: 'person', id: accountId } });
		return openSession(ctx, accountId, { persistent: input.persistent });
	}
});
