import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { zipName } from '../collecting/archive-names.ts';
import { editorsOf } from '../policy.ts';
import { resultsOf } from '../collecting/results.ts';

/** For a spreadsheet: who handed in, and how it went. */
export const results = query({
	name: 'assignments.results',
	summary: 'The results of a work as CSV',
	input: v.object({ id, groupId: v.optional(v.union([v.literal(''), id]), '') }),
	allow: editorsOf,
	trial: (world) => ({ id: world.handedInWorkId }),
	async run(ctx, input) {
		const work = await ctx.db.selectFrom('assignments.assignment').select(['number', 'title']).where('id', '=', input.id).executeTakeFirstOrThrow();
		return { name: zipName([`devoir${work.number}`, work.title]).replace(/\.zip$/, '.csv'), csv: await resultsOf(ctx, input.id, input.groupId, ctx.locale) };
	}
});
