import * as v from 'valibot';
import type { Role } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { mayBlock } from '../protection-policy.ts';

const MOST = 200;

/** Keep somebody who wrote from writing again. Never the adults of a school: they must be able to reach who is in their care. */
export const block = command({
	name: 'messaging.block',
	summary: 'Keep the sender of a message one received from writing to one again',
	input: v.object({ messageId: id }),
	allow: provided(anyPerson, 'who received a message of his: pupils from pupils, parents from parents, all of them from guests', () => true),
	trial: (world) => ({ messageId: world.messageId }),
	async run(ctx, input) {
		const message = await ctx.db
			.selectFrom('messaging.message as m')
			.innerJoin('messaging.entry as e', 'e.message_id', 'm.id')
			.select(['m.sender_id', 'm.sender_profile'])
			.where('m.id', '=', input.messageId)
			.where('e.account_id', '=', ctx.actor.id)
			.executeTakeFirst();
		if (!message?.sender_id) return refuse('not-found');
		const roles: Pick<Role, 'profile'>[] = await ctx.db.selectFrom('directory.role').select('profile').where('person_id', '=', message.sender_id).execute();
		// As he signed, also where the directory no longer shows him.
		if (!mayBlock(ctx.actor.roles, [...roles, { profile: message.sender_profile }])) return refuse('forbidden', { code: 'block-not-possible' });
		const { count } = await ctx.db
			.selectFrom('messaging.block')
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.where('account_id', '=', ctx.actor.id)
			.executeTakeFirstOrThrow();
		if (count >= MOST) return refuse('too-many', { code: 'too-many-blocks', params: { limit: MOST } });
		await ctx.db
			.insertInto('messaging.block')
			.values({ account_id: ctx.actor.id, blocked_id: message.sender_id, blocked_at: ctx.now })
			.onConflict((there) => there.columns(['account_id', 'blocked_id']).doNothing())
			.execute();
		ctx.audit({ subject: { type: 'person', id: message.sender_id } });
		return {};
	}
});

/** Let him write again. */
export const unblock = command({
	name: 'messaging.unblock',
	summary: 'Let somebody one had blocked write again',
	input: v.object({ personId: id }),
	allow: provided(anyPerson, 'whom he blocked himself', () => true),
	trial: (world) => ({ personId: world.nothing }),
	async run(ctx, input) {
		const gone = await ctx.db.deleteFrom('messaging.block').where('account_id', '=', ctx.actor.id).where('blocked_id', '=', input.personId).executeTakeFirst();
		if (gone.numDeletedRows === 0n) return refuse('not-found');
		ctx.audit({ subject: { type: 'person', id: input.personId } });
		return {};
	}
});
