import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal, statusOf } from '#kernel/errors';
import { anyPerson } from '#kernel/policy';
import { fieldSentence, sentence } from '#platform/sentences';
import { addressOf, envelope, tokenOf } from '../audience.ts';
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
		if (isRefusal(recipients)) {
			const reader = { locale: ctx.locale, pupil: ctx.actor.profile === 'pupil' };
			const field = recipients.fields.to;
			const problem = field ? fieldSentence(field.code, field.params ?? {}, reader) : sentence(recipients.code, recipients.kind, recipients.params, reader);
			return {
				chosen,
				total: 0,
				label: '',
				cc: '',
				bcc: '',
				phrase: '',
				count: '0',
				problem: { code: field?.code ?? recipients.code, status: statusOf(recipients), message: problem }
			};
		}
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
