import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { checkContent, columns, contentEntries } from '../inputs.ts';
import { present, stageOf } from '../present.ts';
import { writersThere } from '../policy.ts';

/** A news item as it would be shown, with nothing kept. Refuses exactly what saving would refuse. */
export const preview = query({
	name: 'publications.preview',
	summary: 'See a news item as its readers would, without saving it',
	input: v.object({ id: v.optional(id), ...contentEntries }),
	allow: writersThere,
	trial: (world) => ({ schoolId: world.schoolId, title: 'Réunion de rentrée', body: 'Jeudi à 18 h en salle polyvalente.' }),
	async run(ctx, input) {
		const wrong = await checkContent(ctx.db, input);
		if (wrong) return wrong;
		const kept =
			input.id === undefined ? undefined : await ctx.db.selectFrom('publications.thumbnail').select(['version', 'alt']).where('news_id', '=', input.id).executeTakeFirst();
		const row = columns(input);
		return {
			...present({
				...row,
				id: input.id ?? '',
				starts_at: row.starts_at ?? ctx.now,
				updated_at: ctx.now,
				thumbnail_version: kept?.version ?? null,
				thumbnail_alt: kept?.alt ?? null
			}),
			stage: stageOf({ state: 'published', starts_at: row.starts_at ?? ctx.now, ends_at: row.ends_at }, ctx.now)
		};
	}
});
