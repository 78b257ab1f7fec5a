/** Local administration of accounts, by the principal of a school or a delegate, for that school only. */
import * as v from 'valibot';
import { holdsIn, type Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { flag, id, optionalText } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import { endSessions } from '#modules/identity';
import { refreshSearch } from '../rules/refresh.ts';
import { activationCode, addressOrNone, createAdult, heldBy, itsAdministrator, NewAdult, OfPerson, onItsPeople } from './local.ts';

/** Somebody from outside: an author in residence, an association, a trainee. */
export const createGuest = command({
	name: 'directory.create-guest',
	summary: 'Create an account for a guest of the school, with login and activation code',
	as: 'system',
	internal: true,
	input: v.object({ school: id, ...NewAdult.entries, reason: optionalText(80) }),
	allow: itsAdministrator,
	trial: (world) => ({ school: world.schoolId, givenName: 'Rose', familyName: 'Valland', reason: 'Autrice en résidence' }),
	async run(ctx, input) {
		const { id: personId, login } = await createAdult(ctx, input, { school: input.school, profile: 'guest', label: input.reason || null });
		const code = await activationCode(ctx, personId);
		ctx.audit({ subject: { type: 'person', id: personId }, schoolId: input.school });
		return { id: personId, login, code: code.code, expiresAt: code.expiresAt };
	}
});

/** Correct the address the académie gave. It stays until the académie gives another. */
export const correctEmail = command({
	name: 'directory.correct-email',
	summary: "Correct the e-mail address of one of the school's people",
	as: 'system',
	input: v.object({ ...OfPerson.entries, email: addressOrNone }),
	allow: onItsPeople,
	trial: (world) => ({ school: world.schoolId, person: world.guardianId, email: 'nom@exemple.fr' }),
	async run(ctx, input) {
		await ctx.db.updateTable('directory.person').set({ email: input.email, updated_at: ctx.now }).where('id', '=', input.person).execute();
		ctx.audit({ subject: { type: 'person', id: input.person }, schoolId: input.school });
		return {};
	}
});

/** False when the account is not, or no longer, `from`. Search follows, and the audit line says whose it is. */
async function changeStatus(ctx: Context, who: { school: string; person: string }, from: 'active' | 'blocked', to: 'active' | 'blocked'): Promise<boolean> {
	const done = await ctx.db.updateTable('directory.person').set({ status: to, updated_at: ctx.now }).where('id', '=', who.person).where('status', '=', from).executeTakeFirst();
	if (done.numUpdatedRows === 0n) return false;
	const held = await heldBy(ctx.db, who.person);
	await refreshSearch(ctx.db, held?.roles.flatMap((role) => role.schoolId ?? []) ?? []);
	ctx.audit({ subject: { type: 'person', id: who.person }, schoolId: who.school });
	return true;
}

/** Nobody gets in with this account any more; open sessions end at once. */
export const blockAccount = command({
	name: 'directory.block-account',
	summary: "Block the account of one of the school's people; open sessions end at once",
	as: 'system',
	input: OfPerson,
	allow: onItsPeople,
	trial: (world) => ({ school: world.schoolId, person: world.guardianId }),
	async run(ctx, input) {
		if (!(await changeStatus(ctx, input, 'active', 'blocked'))) return refuse('conflict');
		await endSessions(ctx, input.person);
		return {};
	}
});

export const unblockAccount = command({
	name: 'directory.unblock-account',
	summary: 'Open a blocked account again',
	as: 'system',
	input: OfPerson,
	allow: onItsPeople,
	trial: (world) => ({ school: world.schoolId, person: world.guardianId }),
	async run(ctx, input) {
		return (await changeStatus(ctx, input, 'blocked', 'active')) ? {} : refuse('conflict');
	}
});

/** Only the principal himself delegates, and only to adults who work in the school. */
export const setDelegate = command({
	name: 'directory.set-delegate',
	summary: 'Let somebody who works in the school administer its directory, or no longer',
	as: 'system',
	input: v.object({ ...OfPerson.entries, delegate: flag }),
	allow: provided(administrators, 'the principal of the school', (ctx: { actor: Person }, input: { school: string }) => holdsIn(ctx.actor, input.school, 'principal')),
	trial: (world) => ({ school: world.schoolId, person: world.teacherId, delegate: true }),
	async run(ctx, input) {
		const done = await ctx.db
			.updateTable('directory.role')
			.set({ delegate: input.delegate })
			.where('person_id', '=', input.person)
			.where('school_id', '=', input.school)
			.where('profile', 'in', ['teacher', 'staff'])
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) return refuse('not-found');
		// Rights travel with the session: it is read again at once, everywhere.
		await ctx.notify('session', input.person);
		ctx.audit({ subject: { type: 'person', id: input.person }, schoolId: input.school, details: { delegate: input.delegate ? 1 : 0 } });
		return {};
	}
});
