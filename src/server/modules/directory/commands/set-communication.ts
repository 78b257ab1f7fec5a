import * as v from 'valibot';
import { administers, PROFILES, type Person } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id } from '#kernel/input';
import { administrators, provided } from '#kernel/policy';

const scope = v.picklist(['none', 'own', 'school']);

/** Change one cell of the matrix of a school. Effective at once: every question is asked of the table. */
export const setCommunication = command({
	name: 'directory.set-communication',
	summary: 'Change who may write to whom in a school, one pair of profiles at a time',
	input: v.object({ school: id, from: v.picklist(PROFILES), to: v.picklist(PROFILES), scope, was: v.optional(scope) }),
	allow: provided(administrators, 'of this school', (ctx: { actor: Person }, input: { school: string }) => administers(ctx.actor, input.school)),
	trial: (world) => ({ school: world.schoolId, from: 'pupil' as const, to: 'pupil' as const, scope: 'own' as const }),
	async run(ctx, input) {
		const usual = await ctx.db
			.selectFrom('directory.communication_default')
			.selectAll()
			.where('from_profile', '=', input.from)
			.where('to_profile', '=', input.to)
			.executeTakeFirst();
		if (!usual) return refuse('not-found');
		if (usual.choices.length < 2 || !usual.choices.includes(input.scope)) return refuseField('scope', 'rule-fixed');
		const mine = ctx.db
			.selectFrom('directory.communication_rule')
			.select('scope')
			.where('school_id', '=', input.school)
			.where('from_profile', '=', input.from)
			.where('to_profile', '=', input.to);
		const before = (await mine.executeTakeFirst())?.scope ?? usual.scope;
		// What was confirmed was the step from one to the other: somebody else may have taken another meanwhile.
		if (input.was !== undefined && input.was !== before) return refuse('conflict');
		if (input.scope === usual.scope) {
			await ctx.db
				.deleteFrom('directory.communication_rule')
				.where('school_id', '=', input.school)
				.where('from_profile', '=', input.from)
				.where('to_profile', '=', input.to)
				.execute();
		} else {
			const changed = { scope: input.scope, changed_at: ctx.now, changed_by: ctx.actor.id };
			await ctx.db
				.insertInto('directory.communication_rule')
				.values({ school_id: input.school, from_profile: input.from, to_profile: input.to, ...changed })
				.onConflict((there) => there.columns(['school_id', 'from_profile', 'to_profile']).doUpdateSet(changed))
				.execute();
		}
		ctx.audit({ subject: { type: 'rule', id: `${input.from}>${input.to}` }, schoolId: input.school, details: { before, after: input.scope } });
		return {};
	}
});
