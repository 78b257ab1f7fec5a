import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { filesOfMessages } from '../attachments.ts';
import { answerTo, everybody, found } from '../answers.ts';
import { originalOf, quotedFrom } from '../forward.ts';
import { mayCloseReplies, mayKnowWhoNeverCame, mayUrge } from '../policy.ts';
import { partsOf, recipientsOf } from '../recipients.ts';
import { labels } from '../words.ts';

/** What a page needs to begin a letter: the signature, what the person may choose, what is answered or passed on. */
export const startLetter = query({
	name: 'messaging.start-letter',
	summary: 'What a new letter begins with: signature, choices, the message answered or passed on',
	input: v.object({ answersId: v.optional(id), all: flag, forwardsId: v.optional(id) }),
	allow: provided(anyPerson, 'about messages he wrote or received', () => true),
	trial: (world) => ({ answersId: world.messageId }),
	async run(ctx, input) {
		const preference = await ctx.db.selectFrom('messaging.preference').select('signature').where('account_id', '=', ctx.actor.id).executeTakeFirst();
		const base = {
			signature: preference?.signature ?? '',
			may: { closeReplies: mayCloseReplies(ctx.actor), urge: mayUrge(ctx.actor), knowWhoNeverCame: mayKnowWhoNeverCame(ctx.actor) }
		};
		if (input.forwardsId) {
			const original = await originalOf(ctx, input.forwardsId);
			if (!original) return refuse('not-found');
			const { body, document, subject } = original;
			const files = (await filesOfMessages(ctx, [original.id])).get(original.id) ?? [];
			return {
				...base,
				answers: null,
				forwards: { id: original.id, from: quotedFrom(original, ctx.locale), subject, body, document, files: files.map(({ id, name, size }) => ({ id, name, size })) }
			};
		}
		if (!input.answersId) return { ...base, answers: null, forwards: null };
		const message = await found(ctx, input.answersId);
		if (!message) return refuse('not-found');
		const answer = await answerTo(ctx, message, input.all);
		if (isRefusal(answer)) return answer;
		const recipients = await recipientsOf(ctx, answer.envelope, answer.granted);
		if (isRefusal(recipients)) return recipients;
		return {
			...base,
			answers: {
				id: message.id,
				all: input.all,
				subject: message.subject,
				to: labels(partsOf(recipients), ctx.locale),
				people: recipients.ids?.length ?? null,
				/** How many people an answer to all reaches; null where that is not offered. */
				everybody: await everybody(ctx, message)
			},
			forwards: null
		};
	}
});
