import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPersonPending } from '#kernel/policy';

/** End one of one's own sessions, or all the others. Effective in every process at once. */
export const revokeSession = command({
	name: 'identity.revoke-session',
	summary: "End one of one's sessions, or all others ('others')",
	input: v.object({ session: v.union([v.literal('others'), id], 'not-found') }),
	allow: anyPersonPending,
	trial: () => ({ session: 'others' }),
	async run(ctx, input) {
		const ended = await ctx.db
			.updateTable('identity.session')
			.set({ revoked_at: ctx.now })
			.where('account_id', '=', ctx.actor.id)
			.where('revoked_at', 'is', null)
			.where('id', input.session === 'others' ? '<>' : '=', input.session === 'others' ? ctx.actor.sessionId : input.session)
			.returning('id')
			.execute();
		if (ended.length === 0 && input.session !== 'others') return refuse('not-found');
		for (const session of ended) await ctx.notify('session', session.id);
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id }, details: { ended: ended.length } });
		return { ended: ended.length };
	}
});
