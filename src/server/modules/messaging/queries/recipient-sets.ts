import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson, provided } from '#kernel/policy';
import { addressOf, tokenOf } from '../audience.ts';
import { named } from '../recipients.ts';
import { labels } from '../words.ts';

/** The recipients one keeps, by name, with who they are in words. Who has left is no longer named. */
export const recipientSets = query({
	name: 'messaging.recipient-sets',
	summary: 'Recipients kept under a name',
	input: v.object({}),
	allow: provided(anyPerson, 'his own', () => true),
	trial: () => ({}),
	async run(ctx) {
		const sets = await ctx.db.selectFrom('messaging.recipient_set').select(['id', 'name', 'tokens']).where('owner_id', '=', ctx.actor.id).orderBy('name').execute();
		const parts = await named(ctx, [...new Set(sets.flatMap((set) => set.tokens))].map(addressOf));
		return {
			sets: sets.map((set) => ({
				...set,
				label: labels(
					set.tokens.flatMap((token) => parts.filter((part) => tokenOf(part) === token)),
					ctx.locale
				)
			}))
		};
	}
});
