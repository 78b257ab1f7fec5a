import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { answerTo, found } from '../answers.ts';
import { textOf } from '#kernel/document';
import { mayChoose, saysSomething, written } from '../letter.ts';
import { post, sentBefore } from '../post.ts';
import { mayWrite } from '../protection.ts';
import { recipientsOf } from '../recipients.ts';
import { draftUnchanged } from '../sending.ts';

/**
 * Answer a message one received, or go on from one's own. Who wrote to somebody can be answered by him,
 * even where he could not have written first; answering to all asks the rules about all, and never
 * reaches those who had a blind copy.
 */
export const reply = command({
	name: 'messaging.reply',
	summary: 'Answer the sender of a message one received, or all of its people',
	input: v.object({ messageId: id, all: flag, ...written }),
	allow: provided(anyPerson, 'who received or sent the message; to all only where he may write to all', () => true),
	trial: (world) => ({ messageId: world.messageId, body: 'Merci', key: world.nothing }),
	async run(ctx, input) {
		const text = textOf(input);
		const before = await sentBefore(ctx, input.key, text.body, input.files);
		if (before) return before;
		const message = await found(ctx, input.messageId);
		if (!message) return refuse('not-found');
		for (const may of [saysSomething(text), mayChoose(ctx, input), await draftUnchanged(ctx, input)]) if (may !== true) return may;
		const answer = await answerTo(ctx, message, input.all);
		if (isRefusal(answer)) return answer;
		const recipients = await recipientsOf(ctx, answer.envelope, answer.granted);
		if (isRefusal(recipients)) return recipients;
		const may = await mayWrite(ctx, recipients);
		if (may !== true) return may;
		return post(ctx, {
			...input,
			...text,
			typed: text,
			subject: message.subject,
			envelope: answer.envelope,
			recipients,
			threadId: answer.newThread ? null : message.thread_id,
			answersId: answer.newThread ? message.id : null,
			answer: { messageId: message.id, all: input.all },
			forwardsId: null
		});
	}
});
