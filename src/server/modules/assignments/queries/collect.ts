import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { parisDay } from '#kernel/paris-time';
import { collectedOf, FILTERS, isIn, keepsOnly, type CollectFilter } from '../collecting/collected.ts';
import { datesFor, editorsOf, windowAt } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

/** Who handed in, who is late, who has not opened it: one page a work, by name. */
export const collect = query({
	name: 'assignments.collect',
	summary: 'Where each pupil stands with a work one gives: handed in, late, not opened, on paper, marked',
	input: v.object({ id, groupId: v.optional(v.union([v.literal(''), id]), ''), filter: v.optional(v.picklist(FILTERS), 'all') }),
	allow: editorsOf,
	trial: (world) => ({ id: world.assignmentId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select([
				'id',
				'kind',
				'title',
				'subject',
				'number',
				'state',
				'marking',
				'most_points as mostPoints',
				'release',
				'released_at as releasedAt',
				'grouped',
				'attempts',
				'version'
			])
			.select(['opens_at as opensAt', 'due_at as dueAt', 'cutoff_at as cutoffAt', 'archived_at as archivedAt', 'school_id as schoolId', 'school_year as year'])
			.where('id', '=', input.id)
			.executeTakeFirst();
		if (!work) return refuse('not-found');
		const { rows: groups } = await sql<{ id: string; label: string }>`
			select g.id, g.label from assignments.target t join directory.groups g on g.id = t.group_id where t.assignment_id = ${input.id} order by g.label`.execute(ctx.db);
		const over = work.state === 'published' && work.year < schoolYear(ctx.now);
		const window = over ? 'closed' : windowAt(work, ctx.now);
		const all = (await collectedOf(ctx, input.id, input.groupId)).map((row) => ({ ...row, window: over ? ('closed' as const) : windowAt(datesFor(work, row), ctx.now) }));
		const reminder = await ctx.db
			.selectFrom('assignments.reminder')
			.select(['pupils', 'people'])
			.where('assignment_id', '=', input.id)
			.where('day', '=', parisDay(ctx.now))
			.executeTakeFirst();
		const count = (filter: CollectFilter) => all.filter((one) => keepsOnly(filter, one, ctx.now, work)).length;
		return {
			/** `over`: its school year has ended; what there is is read. */
			work: { ...work, window, over },
			groups,
			groupId: input.groupId,
			filter: input.filter,
			pupils: all.filter((one) => keepsOnly(input.filter, one, ctx.now, work)),
			/** Today's, if those missing were reminded. */
			reminder: reminder ?? null,
			counts: {
				pupils: all.length,
				handedIn: all.filter(isIn).length,
				late: count('late'),
				missing: count('missing'),
				/** Of those missing, who may still hand in. In a box nobody is waited for. */
				mayHandIn: work.kind !== 'work' ? 0 : all.filter((one) => !isIn(one) && !one.gone && (one.window === 'open' || one.window === 'late')).length,
				notSeen: count('not-seen'),
				toMark: count('to-mark'),
				marked: count('marked'),
				ready: all.filter((one) => one.review === 'ready').length
			}
		};
	}
});
