import * as v from 'valibot';
import { command } from '#kernel/definition';
import { anyPersonPending } from '#kernel/policy';

/** End the session one is using. */
export const logout = command({
	name: 'identity.logout',
	summary: 'End the current session',
	input: v.object({}),
	allow: anyPersonPending,
	trial: () => ({}),
	async run(ctx) {
		await ctx.db.updateTable('identity.session').set({ revoked_at: ctx.now }).where('id', '=', ctx.actor.sessionId).execute();
		await ctx.notify('session', ctx.actor.sessionId);
		return {};
	}
});
