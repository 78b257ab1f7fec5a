import * as v from 'valibot';
import { holds } from '#kernel/actor';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { parisWall } from '#kernel/paris-time';
import { stageOf } from '../present.ts';
import { mayWriteFor, schoolsToWriteFor, writers } from '../policy.ts';

/** What the writing page needs: the news as fields, and for whom the person may write. */
export const draft = query({
	name: 'publications.draft',
	summary: 'A news item as the fields of its form, with the schools and classes one may write for',
	input: v.object({ id: v.optional(id) }),
	allow: writers,
	trial: (world) => ({ id: world.newsId }),
	async run(ctx, input) {
		const everywhere = holds(ctx.actor, 'department');
		const own = schoolsToWriteFor(ctx.actor);
		const [row, schools, classes] = await Promise.all([
			input.id === undefined
				? undefined
				: ctx.db
						.selectFrom('publications.news as n')
						.leftJoin('publications.thumbnail as t', 't.news_id', 'n.id')
						.selectAll('n')
						.select(['t.version as thumbnail_version', 't.alt as thumbnail_alt'])
						.where('n.id', '=', input.id)
						.executeTakeFirst(),
			ctx.db
				.selectFrom('directory.school')
				.select(['id', 'name', 'city'])
				.where('status', '=', 'active')
				.$if(!everywhere, (only) => only.where('id', 'in', own))
				.orderBy('name')
				.orderBy('city')
				.execute(),
			// The département addresses profiles; classes are a school's own matter.
			own.length === 0
				? []
				: ctx.db
						.selectFrom('directory.groups')
						.select(['id', 'school_id', 'label'])
						.where('school_id', 'in', own)
						.where('kind', '=', 'class')
						.where('status', '=', 'active')
						.orderBy('label')
						.execute()
		]);
		if (input.id !== undefined && (!row || !mayWriteFor(ctx.actor, row.school_id))) return refuse('not-found');
		return {
			mayWriteForDepartment: everywhere,
			schools: schools.map((school) => ({
				...school,
				classes: classes.filter((one) => one.school_id === school.id).map((one) => ({ id: one.id, label: one.label }))
			})),
			news: row
				? {
						id: row.id,
						version: row.version,
						stage: stageOf(row, ctx.now),
						schoolId: row.school_id ?? '',
						title: row.title,
						body: row.body,
						importance: row.importance,
						audience: row.audience,
						profiles: row.profiles,
						classIds: row.class_ids,
						startsAt: row.starts_at ? parisWall(row.starts_at) : '',
						endsAt: row.ends_at ? parisWall(row.ends_at) : '',
						link: row.link ?? '',
						linkLabel: row.link_label ?? '',
						videoUrl: row.video_url ?? '',
						hasThumbnail: row.thumbnail_version !== null,
						thumbnailVersion: row.thumbnail_version,
						thumbnailAlt: row.thumbnail_alt ?? ''
					}
				: null
		};
	}
});
