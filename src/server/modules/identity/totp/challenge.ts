import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { anyPersonPending } from '#kernel/policy';
import { renewSession } from '../sessions.ts';
import { countFailure, forgive, mayTry } from '../throttle.ts';
import { openSecret, stepOf } from './secret.ts';
import { recoveryHash } from './setup.ts';

/** Give the second factor of this session: a code of the app, or a recovery code (which dies). */
export const giveSecondFactor = command({
	name: 'identity.give-second-factor',
	summary: 'Give the second factor: a code of the app or a recovery code',
	as: 'system',
	internal: true,
	commitsRefusals: true,
	input: v.object({ code: v.pipe(v.string('required'), v.trim(), v.minLength(1, 'required'), v.maxLength(20, 'too-long')) }),
	allow: anyPersonPending,
	trial: () => ({ code: '000000' }),
	async run(ctx, input) {
		const subject = `totp:${ctx.actor.id}`;
		if (!(await mayTry(ctx, subject))) return refuse('too-many', { code: 'too-many-attempts' });
		const row = await ctx.db
			.selectFrom('identity.account')
			.select(['totp_secret', 'totp_confirmed_at', 'totp_last_step'])
			.where('person_id', '=', ctx.actor.id)
			.forUpdate()
			.executeTakeFirstOrThrow();
		if (!row.totp_secret || !row.totp_confirmed_at) return refuse('conflict', { code: 'totp-none' });
		const step = stepOf(openSecret(ctx.ports.config, ctx.actor.id, row.totp_secret), input.code, ctx.now);
		let good = step !== null && (row.totp_last_step === null || step > row.totp_last_step);
		if (good) {
			await ctx.db.updateTable('identity.account').set({ totp_last_step: step }).where('person_id', '=', ctx.actor.id).execute();
		} else {
			good = await useRecoveryCode(ctx, input.code);
		}
		if (!good) {
			await countFailure(ctx, subject);
			return refuseField('code', 'totp-wrong');
		}
		await forgive(ctx, subject);
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return { session: await renewSession(ctx, { secondFactorAt: ctx.now }) };
	}
});

/** True when it was one of the account's codes, which is used up now. The account's row is locked. */
async function useRecoveryCode(ctx: Context<Person>, code: string): Promise<boolean> {
	const left = await ctx.db.selectFrom('identity.recovery_code').select(['code_hash', 'salted_for']).where('account_id', '=', ctx.actor.id).where('used_at', 'is', null).execute();
	const used = left.find((one) => one.code_hash.equals(recoveryHash(one.salted_for ?? ctx.actor.id, code)));
	if (!used) return false;
	await ctx.db.updateTable('identity.recovery_code').set({ used_at: ctx.now }).where('account_id', '=', ctx.actor.id).where('code_hash', '=', used.code_hash).execute();
	return true;
}
