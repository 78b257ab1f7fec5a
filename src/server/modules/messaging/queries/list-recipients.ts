import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { page } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { envelope } from '../audience.ts';
import { reachable } from '../reach.ts';
import { recipientsOf, sizeOf } from '../recipients.ts';
import { fullName } from '../words.ts';

const PAGE = 30;

/**
 * Who would get it, by name, before anything is sent. Only those the actor may write to person by person:
 * the people of a campaign are counted, not listed.
 */
export const listRecipients = query({
	name: 'messaging.list-recipients',
	summary: 'The people a message would reach, by name, 30 a page',
	input: v.object({ ...envelope, page }),
	allow: provided(anyPerson, 'names only those he may write to', () => true),
	trial: (world) => ({ to: [`person:${world.teacherId}`] }),
	async run(ctx, input) {
		const recipients = await recipientsOf(ctx, input);
		if (isRefusal(recipients)) return recipients;
		const known = await reachable(ctx, recipients.ids ?? []);
		const people =
			known.size === 0
				? []
				: await ctx.db
						.selectFrom('directory.person')
						.select(['id', 'kind', 'title', 'given_name', 'family_name'])
						.where('id', 'in', [...known])
						.orderBy('family_name')
						.orderBy('given_name')
						.orderBy('id')
						.offset((input.page - 1) * PAGE)
						.limit(PAGE)
						.execute();
		const total = await sizeOf(ctx, recipients);
		return {
			total,
			listed: known.size,
			pages: Math.ceil(known.size / PAGE),
			people: people.map((person) => ({ id: person.id, name: fullName(person), blind: recipients.blind.has(person.id) }))
		};
	}
});
