import * as v from 'valibot';
import { command } from '#kernel/definition';
import { checkContent, columns, contentEntries } from '../inputs.ts';
import { writersThere } from '../policy.ts';

/** Keep a draft: only those who may publish it see it. */
export const createNews = command({
	name: 'publications.create-news',
	summary: 'Write a news item as a draft, for the département or a school',
	input: v.object(contentEntries),
	allow: writersThere,
	trial: (world) => ({ schoolId: world.schoolId, title: 'Réunion de rentrée', body: 'Jeudi à 18 h en salle polyvalente.' }),
	async run(ctx, input) {
		const wrong = await checkContent(ctx.db, input);
		if (wrong) return wrong;
		const id = ctx.id();
		await ctx.db
			.insertInto('publications.news')
			.values({
				id,
				school_id: input.schoolId,
				...columns(input),
				author_id: ctx.actor.id,
				created_at: ctx.now,
				updated_at: ctx.now,
				published_at: null
			})
			.execute();
		ctx.audit({ subject: { type: 'news', id }, schoolId: input.schoolId });
		return { id };
	}
});
