import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { anybody } from '#kernel/policy';
import { present, stageOf, type NewsItem, type Stage } from '../present.ts';
import { mayWriteFor } from '../policy.ts';
import type { Audience } from '../tables.ts';
import { newsRows } from './rows.ts';

export interface NewsPage extends NewsItem {
	stage: Stage;
	/** Null: the département. */
	schoolName: string | null;
	schoolId: string | null;
	audience: Audience;
	profiles: string[];
	classes: string[];
	version: number;
	mayWrite: boolean;
	hasThumbnail: boolean;
}

/** One news item: a public one for anybody, the others for their audience; drafts for those who write them. */
export const show = query({
	name: 'publications.show',
	summary: 'Read one news item',
	input: v.object({ id }),
	allow: anybody,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const row = await newsRows(ctx.db)
			.leftJoin('directory.school as s', 's.id', 'n.school_id')
			.select(['n.school_id', 's.name as school_name', 'n.state', 'n.audience', 'n.profiles', 'n.class_ids', 'n.version'])
			.where('n.id', '=', input.id)
			.executeTakeFirst();
		const mayWrite = row !== undefined && mayWriteFor(ctx.actor, row.school_id);
		const stage = row ? stageOf(row, ctx.now) : 'draft';
		// A visitor learns nothing about what exists: once signed in, he will see or not.
		if (!row || (!mayWrite && stage !== 'live')) return refuse(ctx.actor.kind === 'visitor' ? 'not-signed-in' : 'not-found');
		const classes = row.class_ids.length === 0 ? [] : await ctx.db.selectFrom('directory.groups').select('label').where('id', 'in', row.class_ids).orderBy('label').execute();
		const page: NewsPage = {
			...present(row),
			stage,
			schoolId: row.school_id,
			schoolName: row.school_name,
			audience: row.audience,
			profiles: row.profiles,
			classes: classes.map((one) => one.label),
			version: row.version,
			mayWrite,
			hasThumbnail: row.thumbnail_version !== null
		};
		return page;
	}
});
