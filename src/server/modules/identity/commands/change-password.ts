import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse, refuseField } from '#kernel/errors';
import { anyPersonPending } from '#kernel/policy';
import { NewPassword } from '../inputs.ts';
import { renewSession } from '../sessions.ts';
import { endSessions, hashNewPassword } from '../set-password.ts';
import { countFailure, forgive, mayTry } from '../throttle.ts';

/** Change one's own password, knowing the old one. Ends one's other sessions. */
export const changePassword = command({
	name: 'identity.change-password',
	summary: "Change one's own password",
	as: 'system',
	internal: true,
	commitsRefusals: true,
	input: v.object({ current: v.pipe(v.string('required'), v.minLength(1, 'required'), v.maxLength(1_000, 'too-long')), password: NewPassword }),
	allow: anyPersonPending,
	trial: () => ({ current: 'wrong', password: 'quatre chevaux sous le préau' }),
	async prepare(outside, input) {
		const actor = outside.actor.kind === 'person' ? outside.actor.id : '';
		const account = await outside.read(async (db) => {
			if (!(await mayTry({ ...outside, db }, actor))) return 'throttled';
			return db
				.selectFrom('identity.account as a')
				.innerJoin('directory.person as p', 'p.id', 'a.person_id')
				.select(['a.password_hash', 'p.login', 'p.given_name as givenName', 'p.family_name as familyName'])
				.where('a.person_id', '=', actor)
				.executeTakeFirst();
		});
		if (account === 'throttled') return refuse('too-many', { code: 'too-many-attempts' });
		if (!account || !(await outside.ports.passwords.verify(account.password_hash, input.current))) return { hash: null };
		if (input.current === input.password) return refuseField('password', 'password-same');
		const hash = await hashNewPassword(outside, input.password, { ...account, birthYear: null });
		return isRefusal(hash) ? hash : { hash };
	},
	async run(ctx, _input, { hash }) {
		if (hash === null) {
			await countFailure(ctx, ctx.actor.id);
			return refuseField('current', 'password-wrong');
		}
		await forgive(ctx, ctx.actor.id);
		await ctx.db.updateTable('identity.account').set({ password_hash: hash, password_set_at: ctx.now, must_change: false }).where('person_id', '=', ctx.actor.id).execute();
		await endSessions(ctx, ctx.actor.id, ctx.actor.sessionId);
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return { session: await renewSession(ctx) };
	}
});
