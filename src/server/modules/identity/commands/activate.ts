import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag } from '#kernel/input';
import { anybody } from '#kernel/policy';
import { codeHolder } from '../code-holder.ts';
import { askToVerify } from '../contacts.ts';
import { CodeClaim, NewPassword, optionalEmail, optionalMobile } from '../inputs.ts';
import { CHARTER_VERSION, openSession } from '../sessions.ts';
import { endSessions, hashNewPassword } from '../set-password.ts';
import { CODES, codeSubject, countFailure, mayTry } from '../throttle.ts';

/**
 * Second step of activation, and of getting back in with a new code: password, charter, ways to be
 * reached. The code dies here. Opens a session.
 */
export const activate = command({
	name: 'identity.activate',
	summary: 'Activate an account with its code: choose a password, accept the charter',
	as: 'system',
	internal: true,
	commitsRefusals: true,
	input: v.object({
		...CodeClaim.entries,
		password: NewPassword,
		email: optionalEmail,
		mobile: optionalMobile,
		charter: v.pipe(flag, v.literal(true, 'charter'))
	}),
	allow: anybody,
	trial: () => ({ code: 'AAAA-AAAA', familyName: 'Personne', password: 'quatre chevaux sous le préau', charter: true }),
	async prepare(outside, input) {
		const subject = codeSubject(outside, input.familyName);
		const holder = await outside.read(async (db) => {
			if (!(await mayTry({ ...outside, db }, subject, CODES))) return 'throttled';
			return codeHolder(db, outside.ports.config, outside.now, input);
		});
		if (holder === 'throttled') return refuse('too-many', { code: 'too-many-codes' });
		if (!holder) return { hash: null };
		const hash = await hashNewPassword(outside, input.password, holder);
		return isRefusal(hash) ? hash : { hash };
	},
	async run(ctx, input, { hash }) {
		// Asked again inside the transaction: two uses at once must not both succeed.
		const holder = hash === null ? null : await codeHolder(ctx.db, ctx.ports.config, ctx.now, input);
		const used =
			holder &&
			(await ctx.db
				.updateTable('identity.activation_code')
				.set({ used_at: ctx.now })
				.where('id', '=', holder.codeId)
				.where('used_at', 'is', null)
				.returning('id')
				.executeTakeFirst());
		if (!holder || !used || hash === null) {
			await countFailure(ctx, codeSubject(ctx, input.familyName), CODES);
			return refuse('invalid-input', { code: 'code-unknown' });
		}
		const chosen = { password_hash: hash, password_set_at: ctx.now, must_change: false, charter_version: CHARTER_VERSION, charter_accepted_at: ctx.now };
		await ctx.db
			.insertInto('identity.account')
			.values({
				person_id: holder.personId,
				...chosen,
				activated_at: ctx.now,
				last_login_at: ctx.now,
				locale: ctx.locale,
				preferred_profile: null,
				totp_secret: null,
				totp_confirmed_at: null,
				totp_last_step: null
			})
			.onConflict((conflict) => conflict.column('person_id').doUpdateSet({ ...chosen, last_login_at: ctx.now }))
			.execute();
		await endSessions(ctx, holder.personId);
		await askToVerify(ctx, holder.personId, { email: input.email, mobile: input.mobile });
		ctx.audit({ subject: { type: 'person', id: holder.personId }, details: { purpose: holder.purpose } });
		return openSession(ctx, holder.personId);
	}
});
