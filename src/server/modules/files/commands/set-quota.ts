import * as v from 'valibot';
import { PROFILES } from '#kernel/actor';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { profiles, provided } from '#kernel/policy';
import { maySetQuota } from '../policy.ts';

const SetQuota = v.object({ schoolId: id, profile: v.optional(v.picklist(PROFILES, 'invalid')), megabytes: whole(0, 10_000_000) });

/** What a school, or a profile in it, may keep. */
export const setQuota = command({
	name: 'files.set-quota',
	summary: 'Set how many megabytes a school, or each person of a profile in it, may keep',
	as: 'system',
	input: SetQuota,
	allow: provided(profiles('principal', 'department'), 'a principal for the profiles of the own school, the département for any', (ctx, input: v.InferOutput<typeof SetQuota>) =>
		maySetQuota(ctx.actor, input.schoolId, input.profile ?? null)
	),
	trial: (world) => ({ schoolId: world.schoolId, profile: 'pupil' as const, megabytes: 600 }),
	async run(ctx, input) {
		const school = await ctx.db.selectFrom('directory.school').select('id').where('id', '=', input.schoolId).executeTakeFirst();
		if (!school) return refuse('not-found');
		const bytes = input.megabytes * 1024 * 1024;
		await ctx.db
			.insertInto('files.quota')
			.values({ school_id: input.schoolId, profile: input.profile ?? null, bytes })
			.onConflict((conflict) => conflict.columns(['school_id', 'profile']).doUpdateSet({ bytes }))
			.execute();
		ctx.audit({ subject: { type: 'school', id: input.schoolId }, schoolId: input.schoolId, details: { profile: input.profile ?? 'school', megabytes: input.megabytes } });
		return {};
	}
});
