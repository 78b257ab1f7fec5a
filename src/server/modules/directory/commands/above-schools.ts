/**
 * Those above the schools: the département's team, the académie's (DANE), the operators. No export brings
 * them; whoever runs the installation names them from the command line.
 */
import * as v from 'valibot';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { isRefusal, refuseField, type Refusal } from '#kernel/errors';
import { systemOnly } from '#kernel/policy';
import { refreshSearch } from '../rules/refresh.ts';
import { activationCode, createAdult, leaveIfNothingHeld, NewAdult } from './local.ts';

const profile = v.picklist(['department', 'academy', 'operator']);
const OfLogin = v.object({ profile, login: v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.minLength(1, 'required'), v.maxLength(100, 'too-long')) });

/** `preau directory name PROFILE`: a new account, with its activation code. */
export const nameAbove = command({
	name: 'directory.name-above',
	summary: 'Create the account of somebody above the schools, with its activation code',
	as: 'system',
	internal: true,
	input: v.object({ profile, ...NewAdult.entries }),
	allow: systemOnly,
	trial: () => ({ profile: 'operator' as const, title: 'Mme' as const, givenName: 'Ada', familyName: 'Lovelace' }),
	async run(ctx, input) {
		const made = await createAdult(ctx, input, { school: null, profile: input.profile, label: null });
		const { code, expiresAt } = await activationCode(ctx, made.id);
		ctx.audit({ subject: { type: 'person', id: made.id }, details: { profile: input.profile } });
		return { ...made, code, expiresAt };
	}
});

async function adultOf(ctx: Context, login: string): Promise<string | Refusal> {
	const person = await ctx.db.selectFrom('directory.person').select(['id', 'kind']).where('login', '=', login).where('status', '=', 'active').executeTakeFirst();
	return person?.kind === 'adult' ? person.id : refuseField('login', 'login-unknown');
}

/** `preau directory appoint PROFILE LOGIN`: one adult, one account. */
export const appointAbove = command({
	name: 'directory.appoint-above',
	summary: 'Give somebody who has an account a role above the schools',
	as: 'system',
	internal: true,
	input: OfLogin,
	allow: systemOnly,
	trial: () => ({ profile: 'operator' as const, login: 'nobody.nowhere' }),
	async run(ctx, input) {
		const personId = await adultOf(ctx, input.login);
		if (isRefusal(personId)) return personId;
		const made = await ctx.db
			.insertInto('directory.role')
			.values({ id: ctx.id(), person_id: personId, school_id: null, profile: input.profile, function_code: null, function_label: null, source: 'manual' })
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		if (made.numInsertedOrUpdatedRows === 0n) return refuseField('login', 'role-already');
		await refreshSearch(ctx.db, []);
		await ctx.notify('session', personId);
		ctx.audit({ subject: { type: 'person', id: personId }, details: { profile: input.profile } });
		return { id: personId, login: input.login };
	}
});

/** `preau directory dismiss PROFILE LOGIN`: effective at once, in every open session. */
export const dismissAbove = command({
	name: 'directory.dismiss-above',
	summary: 'Take a role above the schools from somebody',
	as: 'system',
	internal: true,
	input: OfLogin,
	allow: systemOnly,
	trial: () => ({ profile: 'operator' as const, login: 'nobody.nowhere' }),
	async run(ctx, input) {
		const personId = await adultOf(ctx, input.login);
		if (isRefusal(personId)) return personId;
		const gone = await ctx.db.deleteFrom('directory.role').where('person_id', '=', personId).where('school_id', 'is', null).where('profile', '=', input.profile).executeTakeFirst();
		if (gone.numDeletedRows === 0n) return refuseField('login', 'role-not-held');
		await leaveIfNothingHeld(ctx, personId);
		await refreshSearch(ctx.db, []);
		ctx.audit({ subject: { type: 'person', id: personId }, details: { profile: input.profile } });
		return { id: personId, login: input.login };
	}
});
