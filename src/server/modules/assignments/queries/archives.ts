import * as v from 'valibot';
import { query } from '#kernel/definition';
import { profiles } from '#kernel/policy';
import { schoolYear } from '../years/years.ts';

/** Zips one asked for that are still kept, the latest first. */
export const archives = query({
	name: 'assignments.archives',
	summary: 'The zips one asked for and can still have, the present school year and how many past ones are kept',
	input: v.object({}),
	allow: profiles('pupil', 'guardian', 'teacher', 'staff', 'principal'),
	trial: () => ({}),
	async run(ctx) {
		const items = await ctx.db
			.selectFrom('assignments.archive')
			.select(['id', 'name', 'state', 'bytes', 'asked_at as askedAt', 'expires_at as expiresAt'])
			.where('asked_by', '=', ctx.actor.id)
			.where('expires_at', '>', ctx.now)
			.orderBy('asked_at', 'desc')
			.limit(30)
			.execute();
		return { items, thisYear: schoolYear(ctx.now), kept: ctx.ports.config.workYears };
	}
});
