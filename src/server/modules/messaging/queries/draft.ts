import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { provided } from '#kernel/policy';
import { reader } from '../protection.ts';

/** One draft, whole, to go on with. */
export const draft = query({
	name: 'messaging.draft',
	summary: 'A draft as it is kept',
	input: v.object({ draftId: id }),
	allow: provided(reader, 'his own', () => true),
	trial: (world) => ({ draftId: world.nothing }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('messaging.draft')
			.selectAll()
			.where('id', '=', input.draftId)
			.where('owner_id', '=', ctx.actor.id)
			.where('sent_as', 'is', null)
			.executeTakeFirst();
		if (!row) return refuse('not-found');
		const { to = [], cc = [], bcc = [] } = row.recipients;
		return {
			id: row.id,
			key: row.key,
			revision: row.revision,
			to,
			cc,
			bcc,
			subject: row.subject,
			body: row.body,
			document: row.document,
			files: row.files,
			answersId: row.answers_id,
			answersAll: row.answers_all,
			forwardsId: row.forwards_id,
			repliesOff: row.replies_off,
			urgent: row.urgent,
			sendAt: row.send_at,
			refusedCode: row.refused_code,
			savedAt: row.updated_at
		};
	}
});
