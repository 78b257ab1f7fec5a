import * as v from 'valibot';
import { command } from '#kernel/definition';
import { flag } from '#kernel/input';
import { anyPersonPending } from '#kernel/policy';
import { CHARTER_VERSION, renewSession } from '../sessions.ts';

export const acceptCharter = command({
	name: 'identity.accept-charter',
	summary: 'Accept the current version of the charter',
	as: 'system',
	internal: true,
	input: v.object({ charter: v.pipe(flag, v.literal(true, 'charter')) }),
	allow: anyPersonPending,
	trial: () => ({ charter: true }),
	async run(ctx) {
		await ctx.db.updateTable('identity.account').set({ charter_version: CHARTER_VERSION, charter_accepted_at: ctx.now }).where('person_id', '=', ctx.actor.id).execute();
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id }, details: { version: CHARTER_VERSION } });
		return { session: await renewSession(ctx) };
	}
});
