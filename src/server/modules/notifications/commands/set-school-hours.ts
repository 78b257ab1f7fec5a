import * as v from 'valibot';
import { administers } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuseField } from '#kernel/errors';
import { flag, id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';
import { time } from '../choices.ts';

/** When nothing rings in a school. Messages still arrive at once. */
export const setSchoolHours = command({
	name: 'notifications.set-school-hours',
	summary: 'Choose the quiet hours and the holiday zone of a school',
	input: v.object({ school: id, starts: time, ends: time, weekends: flag, holidays: flag, zone: v.optional(v.picklist(['', 'A', 'B', 'C'], 'invalid'), '') }),
	allow: provided(administrators, 'of that school', (ctx, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, starts: '19:00', ends: '07:00', weekends: true, holidays: true, zone: '' as const }),
	async run(ctx, input) {
		if (input.starts === input.ends) return refuseField('ends', 'same-time');
		const row = { zone: input.zone === '' ? null : input.zone, starts: input.starts, ends: input.ends, weekends: input.weekends, holidays: input.holidays, changed_at: ctx.now };
		await ctx.db
			.insertInto('notifications.school_hours')
			.values({ school_id: input.school, ...row })
			.onConflict((conflict) => conflict.column('school_id').doUpdateSet(row))
			.execute();
		ctx.audit({ subject: { type: 'school', id: input.school }, schoolId: input.school, details: { starts: input.starts, ends: input.ends } });
		return {};
	}
});
