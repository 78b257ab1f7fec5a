import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';

/** Say that one has read a warning: it stands on the pages of messaging until then. */
export const acknowledgeWarning = command({
	name: 'messaging.acknowledge-warning',
	summary: 'Say that one has read a warning of the moderators',
	input: v.object({ warningId: id }),
	allow: provided(anyPerson, 'who was warned', () => true),
	trial: (world) => ({ warningId: world.nothing }),
	async run(ctx, input) {
		const seen = await ctx.db
			.updateTable('messaging.warning')
			.set({ seen_at: ctx.now })
			.where('id', '=', input.warningId)
			.where('account_id', '=', ctx.actor.id)
			.where('seen_at', 'is', null)
			.returning('school_id')
			.executeTakeFirst();
		if (!seen) return refuse('not-found');
		ctx.audit({ subject: { type: 'warning', id: input.warningId }, schoolId: seen.school_id });
		return {};
	}
});
