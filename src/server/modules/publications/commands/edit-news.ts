import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id, whole } from '#kernel/input';
import { checkContent, columns, contentEntries } from '../inputs.ts';
import { mayWriteFor, writersOf } from '../policy.ts';

/** Change a draft or a published item; a published one changes at once for everybody. */
export const editNews = command({
	name: 'publications.edit-news',
	summary: 'Change a news item; refused when somebody else changed it meanwhile',
	input: v.object({ id, version: whole(1, 1_000_000), ...contentEntries }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId, version: 1, schoolId: world.schoolId, title: 'Réunion déplacée', body: 'Vendredi à 18 h.' }),
	async run(ctx, input) {
		// Whom it is for may change, also from a school to the département: both must be his.
		if (!mayWriteFor(ctx.actor, input.schoolId)) return refuse('forbidden');
		const wrong = await checkContent(ctx.db, input);
		if (wrong) return wrong;
		const before = await ctx.db.selectFrom('publications.news').select(['state', 'starts_at', 'version']).where('id', '=', input.id).forUpdate().executeTakeFirst();
		if (!before) return refuse('not-found');
		if (before.version !== input.version) return refuse('conflict', { code: 'news-changed-meanwhile' });
		const changed = columns(input);
		await ctx.db
			.updateTable('publications.news')
			.set({
				school_id: input.schoolId,
				...changed,
				// Published without a date means: since its publication.
				starts_at: changed.starts_at ?? (before.state === 'published' ? before.starts_at : null),
				version: before.version + 1,
				updated_at: ctx.now
			})
			.where('id', '=', input.id)
			.execute();
		ctx.audit({ subject: { type: 'news', id: input.id }, schoolId: input.schoolId });
		await ctx.notify('news', input.id);
		return { id: input.id, version: before.version + 1 };
	}
});
