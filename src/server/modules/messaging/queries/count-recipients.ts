import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { isRefusal, statusOf, type Refusal } from '#kernel/errors';
import { anyPerson } from '#kernel/policy';
import { fieldSentence, sentence } from '#platform/sentences';
import { addressOf, envelope, tokenOf } from '../audience.ts';
import { mayWrite } from '../protection.ts';
import { named, partsOf, recipientsOf, sizeOf } from '../recipients.ts';
import { counted, labels, partLabel, sendPhrase } from '../words.ts';

/**
 * What will happen before it does: the names of the recipients chosen so far, how many people that is,
 * what the button says, or the sentence that says why it cannot be sent.
 */
export const countRecipients = query({
	name: 'messaging.count-recipients',
	summary: 'Names and number of the people a message would reach, or why it cannot be sent',
	input: v.object(envelope),
	allow: anyPerson,
	trial: (world) => ({ to: [`person:${world.teacherId}`] }),
	async run(ctx, input) {
		const parts = await named(ctx, [...new Set([...input.to, ...input.cc, ...input.bcc])].map(addressOf));
		const chosen = parts.map((part) => ({ token: tokenOf(part), label: partLabel(part, ctx.locale) }));
		const recipients = await recipientsOf(ctx, input);
		if (isRefusal(recipients)) return { ...NOBODY, chosen, problem: problemOf(ctx, recipients) };
		// Told before the last look, not after it.
		const may = await mayWrite(ctx, recipients);
		if (may !== true) return { ...NOBODY, chosen, problem: problemOf(ctx, may) };
		const total = await sizeOf(ctx, recipients);
		return {
			chosen,
			total,
			/** Each line of the envelope, in words. */
			label: labels(recipients.to, ctx.locale),
			cc: labels(recipients.cc, ctx.locale),
			bcc: labels(recipients.bcc, ctx.locale),
			phrase: sendPhrase(partsOf(recipients), total, ctx.locale),
			count: counted(total, ctx.locale),
			problem: null
		};
	}
});

const NOBODY = { total: 0, label: '', cc: '', bcc: '', phrase: '', count: '0' };

/** Why it cannot be sent, as the person reads it. */
function problemOf(ctx: Context<Person>, refusal: Refusal) {
	const reader = { locale: ctx.locale, pupil: ctx.actor.profile === 'pupil' };
	const field = refusal.fields.to;
	const message = field ? fieldSentence(field.code, field.params ?? {}, reader) : sentence(refusal.code, refusal.kind, refusal.params, reader);
	return { code: field?.code ?? refusal.code, status: statusOf(refusal), message };
}
