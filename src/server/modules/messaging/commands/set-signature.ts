import * as v from 'valibot';
import { command } from '#kernel/definition';
import { optionalText } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';

export const setSignature = command({
	name: 'messaging.set-signature',
	summary: 'Choose what stands under the letters one begins',
	input: v.object({ signature: optionalText(500) }),
	allow: provided(anyPerson, 'his own', () => true),
	trial: () => ({ signature: 'Claire Durand, professeure de français' }),
	async run(ctx, input) {
		await ctx.db
			.insertInto('messaging.preference')
			.values({ account_id: ctx.actor.id, signature: input.signature })
			.onConflict((conflict) => conflict.column('account_id').doUpdateSet({ signature: input.signature }))
			.execute();
		return { signature: input.signature };
	}
});
