import * as v from 'valibot';
import { PROFILES } from '#kernel/actor';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { filter, id, page } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { findReachable, type Found } from '../rules/find.ts';
import { countReading } from '../rules/reading.ts';

export const ROWS_A_PAGE = 30;

export interface SearchResult {
	rows: Found[];
	total: number;
	page: number;
	pages: number;
}

/**
 * Search people by name, class or profile, among those one may see. A command and not a query because it
 * counts what it shows: somebody who reads the directory from end to end is stopped.
 */
export const search = command({
	name: 'directory.search',
	summary: 'Search the people one may see, by name, class and profile',
	audited: false,
	commitsRefusals: true,
	input: v.object({
		q: v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''), ''),
		profile: filter(v.picklist(PROFILES)),
		class: filter(id),
		school: filter(id),
		page: v.fallback(page, 1)
	}),
	allow: anyPerson,
	trial: () => ({ q: 'martin' }),
	async run(ctx, input) {
		const at = (number: number) =>
			findReachable(ctx.db, ctx.actor, {
				text: input.q,
				...(input.profile ? { profile: input.profile } : {}),
				...(input.class ? { classId: input.class } : {}),
				...(input.school ? { schoolId: input.school } : {}),
				limit: ROWS_A_PAGE,
				offset: (number - 1) * ROWS_A_PAGE
			});
		let found = await at(input.page);
		// An old address may name a page that is no longer there.
		const shown = found.rows.length === 0 && input.page > 1 ? 1 : input.page;
		if (shown !== input.page) found = await at(shown);
		const stopped = await countReading(ctx, 'directory.search', found.rows.length);
		if (isRefusal(stopped)) return stopped;
		const result: SearchResult = { ...found, page: shown, pages: Math.max(1, Math.ceil(found.total / ROWS_A_PAGE)) };
		return result;
	}
});
