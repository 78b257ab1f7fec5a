import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id, text } from '#kernel/input';
import { anyPerson, provided } from '#kernel/policy';
import { envelope } from '../audience.ts';
import { originalOf, withOriginal } from '../forward.ts';
import { textOf } from '#kernel/document';
import { mayChoose, saysSomething, written } from '../letter.ts';
import { post, sentBefore } from '../post.ts';
import { mayWrite } from '../protection.ts';
import { recipientsOf } from '../recipients.ts';
import { draftUnchanged } from '../sending.ts';

/**
 * Write to people and groups. When it answers, the message is committed; up to 200 people have it in
 * their mailbox, a larger audience gets it within seconds by a job. Held back for `hold` seconds it can
 * be undone (`messaging.undo-send`), then leaves by itself. Passing on a message quotes it.
 */
export const send = command({
	name: 'messaging.send',
	summary: 'Write a message to people and groups one may write to, openly or by copy',
	input: v.object({ ...envelope, subject: text(200), forwardsId: v.optional(id), ...written }),
	allow: provided(anyPerson, 'to those the communication rules let him write to, within the limits of his profile', () => true),
	trial: (world) => ({ to: [`person:${world.teacherId}`], subject: 'Question', body: 'Bonjour', key: world.nothing }),
	async run(ctx, input) {
		const typed = textOf(input);
		const before = await sentBefore(ctx, input.key, typed.body, input.files);
		if (before) return before;
		const original = input.forwardsId ? await originalOf(ctx, input.forwardsId) : undefined;
		if (input.forwardsId && !original) return refuse('not-found');
		const whole = original ? withOriginal(typed, original, ctx.locale) : typed;
		if (isRefusal(whole)) return whole;
		for (const may of [saysSomething(whole), mayChoose(ctx, input), await draftUnchanged(ctx, input)]) if (may !== true) return may;
		const recipients = await recipientsOf(ctx, input);
		if (isRefusal(recipients)) return recipients;
		const may = await mayWrite(ctx, recipients);
		if (may !== true) return may;
		const { to, cc, bcc } = input;
		return post(ctx, { ...input, ...whole, typed, envelope: { to, cc, bcc }, recipients, threadId: null, answersId: null, answer: null, forwardsId: original?.id ?? null });
	}
});
