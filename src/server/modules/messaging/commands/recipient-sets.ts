import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id, list, text } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { addressOf, token } from '../audience.ts';
import { named } from '../recipients.ts';

const MOST = 50;
const own = provided(anyPerson, 'his own', () => true);
const name = text(60);

/** Keep the recipients of the moment under a name. Whom one may write to is asked each time they are used. */
export const createSet = command({
	name: 'messaging.create-recipient-set',
	summary: 'Keep recipients under a name',
	input: v.object({ name, tokens: v.pipe(list(token, 100), v.minLength(1, 'no-recipient')) }),
	allow: own,
	trial: (world) => ({ name: 'Équipe', tokens: [`person:${world.teacherId}`] }),
	async run(ctx, input) {
		const { count } = await ctx.db
			.selectFrom('messaging.recipient_set')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('owner_id', '=', ctx.actor.id)
			.executeTakeFirstOrThrow();
		if (count >= MOST) return refuse('too-many', { code: 'too-many-sets', params: { limit: MOST } });
		const tokens = [...new Set(input.tokens)];
		if ((await named(ctx, tokens.map(addressOf))).length < tokens.length) return refuse('not-found', { code: 'recipient-unknown' });
		const made = await ctx.db
			.insertInto('messaging.recipient_set')
			.values({ id: ctx.id(), owner_id: ctx.actor.id, name: input.name, tokens })
			.onConflict((conflict) => conflict.columns(['owner_id', 'name']).doNothing())
			.returning('id')
			.executeTakeFirst();
		return made ?? refuseField('name', 'name-taken');
	}
});

export const renameSet = command({
	name: 'messaging.rename-recipient-set',
	summary: 'Give kept recipients another name',
	input: v.object({ setId: id, name }),
	allow: own,
	trial: (world) => ({ setId: world.nothing, name: 'Équipe' }),
	async run(ctx, input) {
		const same = await ctx.db.selectFrom('messaging.recipient_set').select('id').where('owner_id', '=', ctx.actor.id).where('name', '=', input.name).executeTakeFirst();
		if (same && same.id !== input.setId) return refuseField('name', 'name-taken');
		const renamed = await ctx.db
			.updateTable('messaging.recipient_set')
			.set({ name: input.name })
			.where('id', '=', input.setId)
			.where('owner_id', '=', ctx.actor.id)
			.returning('id')
			.executeTakeFirst();
		return renamed ?? refuse('not-found');
	}
});

export const deleteSet = command({
	name: 'messaging.delete-recipient-set',
	summary: 'Forget kept recipients',
	input: v.object({ setId: id }),
	allow: own,
	trial: (world) => ({ setId: world.nothing }),
	async run(ctx, input) {
		const gone = await ctx.db.deleteFrom('messaging.recipient_set').where('id', '=', input.setId).where('owner_id', '=', ctx.actor.id).returning('id').executeTakeFirst();
		return gone ?? refuse('not-found');
	}
});
