import * as v from 'valibot';
import { administers, holds } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import { moderators } from '../moderators.ts';

/** Let somebody write again before his time. Nobody lifts his own suspension. */
export const liftSuspension = command({
	name: 'messaging.lift-suspension',
	summary: 'Let a suspended person write again',
	as: 'system',
	input: v.object({ suspensionId: id }),
	allow: provided(moderators, 'of the school that suspended, or the département', () => true),
	trial: (world) => ({ suspensionId: world.nothing }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('messaging.suspension')
			.select(['id', 'account_id', 'school_id', 'lifted_at'])
			.where('id', '=', input.suspensionId)
			.forUpdate()
			.executeTakeFirst();
		const may = row && row.account_id !== ctx.actor.id && (administers(ctx.actor, row.school_id) || holds(ctx.actor, 'department'));
		if (!may) return refuse('not-found');
		if (!row.lifted_at) await ctx.db.updateTable('messaging.suspension').set({ lifted_at: ctx.now, lifted_by: ctx.actor.id }).where('id', '=', row.id).execute();
		ctx.audit({ subject: { type: 'person', id: row.account_id }, schoolId: row.school_id });
		return {};
	}
});
