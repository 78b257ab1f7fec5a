import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id, list, text } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { token } from '../audience.ts';
import { post, sentBefore, withinLimits } from '../post.ts';
import { recipientsOf } from '../recipients.ts';

/** What a message is made of, for sending and for answering. */
export const written = {
	body: text(20_000),
	/** A UUID made with the form: the same key is the same message, sent once. */
	key: id
};

/**
 * Write to people and groups. When it answers, the message is committed; up to 200 people have it in
 * their mailbox, a larger audience gets it within seconds by a job.
 */
export const send = command({
	name: 'messaging.send',
	summary: 'Write a message to people and groups one may write to',
	input: v.object({ to: list(token, 100), subject: text(200), ...written }),
	allow: provided(anyPerson, 'to those the communication rules let him write to, within the limits of his profile', () => true),
	trial: (world) => ({ to: [`person:${world.teacherId}`], subject: 'Question', body: 'Bonjour', key: world.nothing }),
	async run(ctx, input) {
		const before = await sentBefore(ctx, input.key);
		if (before) return before;
		const recipients = await recipientsOf(ctx, input.to);
		if (isRefusal(recipients)) return recipients;
		const may = await withinLimits(ctx);
		if (may !== true) return may;
		return post(ctx, { ...input, recipients, threadId: null, answersId: null });
	}
});
