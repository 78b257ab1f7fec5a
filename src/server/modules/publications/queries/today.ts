import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anybody } from '#kernel/policy';
import { parisDay } from '#kernel/paris-time';
import { present, type NewsItem } from '../present.ts';
import { byImportance, liveNow, newsRows } from './rows.ts';

/** More than this is not « the day's information » any more. */
const MOST = 12;

/** What the département tells everybody today: on the login page, the home page and the Atom feed. */
export const today = query({
	name: 'publications.today',
	summary: "The day's public information, the most important first",
	input: v.object({}),
	allow: anybody,
	trial: () => ({}),
	async run(ctx): Promise<{ date: string; items: NewsItem[] }> {
		const rows = await newsRows(ctx.db)
			.where('n.audience', '=', 'public')
			.where(liveNow(ctx.now))
			.orderBy(byImportance)
			.orderBy('n.starts_at', 'desc')
			.orderBy('n.id', 'desc')
			.limit(MOST)
			.execute();
		return { date: parisDay(ctx.now), items: rows.map(present) };
	}
});
