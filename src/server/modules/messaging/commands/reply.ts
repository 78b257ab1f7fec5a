import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { answerTo, found } from '../answers.ts';
import { post, sentBefore, withinLimits } from '../post.ts';
import { recipientsOf } from '../recipients.ts';
import { written } from './send.ts';

/**
 * Answer a message one received, or go on from one's own. Who wrote to somebody can be answered by him,
 * even where he could not have written first; answering to all asks the rules about all.
 */
export const reply = command({
	name: 'messaging.reply',
	summary: 'Answer the sender of a message one received, or all of its people',
	input: v.object({ messageId: id, all: flag, ...written }),
	allow: provided(anyPerson, 'who received or sent the message; to all only where he may write to all', () => true),
	trial: (world) => ({ messageId: world.messageId, body: 'Merci', key: world.nothing }),
	async run(ctx, input) {
		const before = await sentBefore(ctx, input.key);
		if (before) return before;
		const message = await found(ctx, input.messageId);
		if (!message) return refuse('not-found');
		const answer = await answerTo(ctx, message, input.all);
		if (!answer) return refuse('gone', { code: 'sender-gone' });
		const recipients = await recipientsOf(ctx, answer.to, answer.granted);
		if (isRefusal(recipients)) return recipients;
		const may = await withinLimits(ctx);
		if (may !== true) return may;
		return post(ctx, {
			key: input.key,
			subject: message.subject,
			body: input.body,
			recipients,
			threadId: answer.newThread ? null : message.thread_id,
			answersId: answer.newThread ? message.id : null
		});
	}
});
