import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuseField } from '#kernel/errors';
import { day, text } from '#kernel/input';
import { anyPerson } from '#kernel/policy';

/** Away from one day to another, both included: who writes meanwhile is answered with this text, once a week. */
export const setAbsence = command({
	name: 'messaging.set-absence',
	summary: 'Say from when to when one is away, and what who writes meanwhile is answered',
	input: v.object({ from: day, until: day, body: text(2000) }),
	allow: anyPerson,
	trial: () => ({ from: '2026-12-19', until: '2027-01-03', body: 'Je réponds à la rentrée.' }),
	async run(ctx, input) {
		if (input.until < input.from) return refuseField('until', 'before-start');
		const absence = { starts_on: input.from, ends_on: input.until, body: input.body };
		await ctx.db
			.insertInto('messaging.absence')
			.values({ account_id: ctx.actor.id, ...absence })
			.onConflict((there) => there.column('account_id').doUpdateSet(absence))
			.execute();
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return {};
	}
});

/** Back again: nobody is answered automatically any more. */
export const clearAbsence = command({
	name: 'messaging.clear-absence',
	summary: 'Stop answering automatically',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		await ctx.db.deleteFrom('messaging.absence').where('account_id', '=', ctx.actor.id).execute();
		ctx.audit({ subject: { type: 'person', id: ctx.actor.id } });
		return {};
	}
});
