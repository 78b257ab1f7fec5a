/** What the operator does from the command line. */
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { flag, text } from '#kernel/input';
import { systemOnly } from '#kernel/policy';
import { m } from '#paraglide/messages.js';
import { announce } from '../announce.ts';
import { markBounced } from '../bounce.ts';
import { failedAddresses } from '../delivery-status.ts';

/** A mail that came back. */
export const takeBounce = command({
	name: 'notifications.take-bounce',
	summary: 'Read a delivery status notification and mark the addresses that failed for good',
	as: 'system',
	internal: true,
	input: v.object({ message: v.pipe(v.string(), v.maxLength(1_000_000, 'too-large')) }),
	allow: systemOnly,
	trial: () => ({ message: '' }),
	async run(ctx, input) {
		let marked = 0;
		for (const { address, status } of failedAddresses(input.message)) marked += await markBounced(ctx.db, address, status, ctx.now);
		ctx.audit({ details: { marked } });
		return { marked };
	}
});

/** One notification to see every channel work. */
export const tryOut = command({
	name: 'notifications.try',
	summary: 'Announce a trial to one account',
	as: 'system',
	internal: true,
	input: v.object({ login: text(60), urgent: flag }),
	allow: systemOnly,
	trial: () => ({ login: 'personne' }),
	async run(ctx, input) {
		const person = await ctx.db.selectFrom('directory.person').select('id').where('login', '=', input.login).executeTakeFirst();
		if (!person) return refuse('not-found');
		await announce(
			ctx.db,
			{
				kind: 'message',
				key: `try:${ctx.id()}`,
				at: ctx.now,
				actorName: 'Préau',
				subject: m.notifications_try_subject({}, { locale: 'fr' }),
				link: '/compte/notifications',
				schoolId: null,
				urgent: input.urgent,
				subjectRef: `person:${person.id}`
			},
			[person.id]
		);
		ctx.audit({ subject: { type: 'person', id: person.id } });
		return {};
	}
});
