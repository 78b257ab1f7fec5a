import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuseField } from '#kernel/errors';
import { flag } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { CHOICES, choiceFields, time } from '../choices.ts';

/** How one wants to be told, and one's own quiet hours. What is not given stays as it is. */
export const setPreferences = command({
	name: 'notifications.set-preferences',
	summary: 'Choose how to be told of each kind, and quiet hours of one’s own',
	input: v.object({ ...choiceFields, own: flag, starts: v.optional(time), ends: v.optional(time) }),
	allow: anyPerson,
	trial: () => ({ 'message-email': 'weekly' as const }),
	async run(ctx, input) {
		const { starts, ends } = input;
		if (input.own && (starts === undefined || ends === undefined)) return refuseField(starts === undefined ? 'starts' : 'ends', 'required');
		if (input.own && starts === ends) return refuseField('ends', 'same-time');
		const chosen = CHOICES.flatMap(({ kind, channel, name }) => (input[name] === undefined ? [] : [{ account_id: ctx.actor.id, kind, channel, rhythm: input[name] }]));
		if (chosen.length > 0) {
			await ctx.db
				.insertInto('notifications.preference')
				.values(chosen)
				.onConflict((conflict) => conflict.columns(['account_id', 'kind', 'channel']).doUpdateSet({ rhythm: sql`excluded.rhythm` }))
				.execute();
		}
		if (input.own && starts !== undefined && ends !== undefined) {
			await ctx.db
				.insertInto('notifications.person_hours')
				.values({ account_id: ctx.actor.id, starts, ends })
				.onConflict((conflict) => conflict.column('account_id').doUpdateSet({ starts, ends }))
				.execute();
		} else if (starts !== undefined) {
			// The form was sent with the box not ticked: no hours of one's own.
			await ctx.db.deleteFrom('notifications.person_hours').where('account_id', '=', ctx.actor.id).execute();
		}
		return {};
	}
});
