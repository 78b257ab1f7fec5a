import * as v from 'valibot';
import { administers, type Person } from '#kernel/actor';
import { command } from '#kernel/definition';
import { flag, id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';

/** Whether only the direction writes to all parents of a class. */
export const setFamilyWriting = command({
	name: 'messaging.set-family-writing',
	summary: 'Leave writing to whole classes of parents to the direction of a school, or to everybody who may',
	input: v.object({ school: id, directionOnly: flag }),
	allow: provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, directionOnly: true }),
	async run(ctx, input) {
		await ctx.db
			.insertInto('messaging.school_setting')
			.values({ school_id: input.school, families_by_direction: input.directionOnly })
			.onConflict((there) => there.column('school_id').doUpdateSet({ families_by_direction: input.directionOnly }))
			.execute();
		ctx.audit({ subject: { type: 'school', id: input.school }, schoolId: input.school, details: { directionOnly: input.directionOnly ? 'yes' : 'no' } });
		return {};
	}
});
