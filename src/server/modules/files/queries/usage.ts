import * as v from 'valibot';
import { schoolsOf } from '#kernel/actor';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';
import { personalQuota } from '../policy.ts';
import { kept, quotasFor } from '../quotas.ts';

/** Bytes used and allowed, and the largest file of each purpose. */
export const usage = query({
	name: 'files.usage',
	summary: 'How much of one’s quota is used, and how large a file may be',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const [mine, quotas, purposes] = await Promise.all([
			kept(ctx.db, 'owner_id', ctx.actor.id),
			quotasFor(ctx.db, schoolsOf(ctx.actor)),
			ctx.db.selectFrom('files.purpose').select(['name', 'most_bytes as mostBytes']).orderBy('name').execute()
		]);
		return { used: mine.bytes, quota: personalQuota(ctx.actor, quotas), purposes };
	}
});
