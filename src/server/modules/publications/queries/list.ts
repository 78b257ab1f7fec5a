import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id, page } from '#kernel/input';
import { anyPerson } from '#kernel/policy';
import { excerpt, stageOf, type Stage } from '../present.ts';
import { schoolsToWriteFor, writers } from '../policy.ts';
import { byImportance, liveNow } from './rows.ts';

const PER_PAGE = 20;
const STAGES = ['live', 'draft', 'scheduled', 'over'] as const;

/** News as a list: what runs now for everybody; what waits and what is over for those who write. */
export const list = query({
	name: 'publications.list',
	summary: 'News for the person, by stage, of the département or of a school',
	input: v.object({
		stage: v.optional(v.picklist(STAGES), 'live'),
		/** Only of the département, or of one school. */
		from: v.optional(v.union([v.literal(''), v.literal('department'), id]), ''),
		page
	}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx, input) {
		const mayWrite = writers.who(ctx.actor);
		const everywhere = ctx.actor.roles.some((role) => role.profile === 'department');
		const stage: Stage = mayWrite ? input.stage : 'live';
		const state = {
			live: liveNow(ctx.now),
			draft: sql<boolean>`n.state = 'draft'`,
			scheduled: sql<boolean>`n.state = 'published' and n.starts_at > ${ctx.now}`,
			over: sql<boolean>`n.state = 'published' and n.ends_at <= ${ctx.now}`
		}[stage];
		let query = ctx.db.selectFrom('publications.news as n').where(state);
		// Of what is not shown to all, each sees what he writes; row level security says the same.
		if (stage !== 'live' && !everywhere) query = query.where('n.school_id', 'in', schoolsToWriteFor(ctx.actor));
		if (input.from === 'department') query = query.where('n.school_id', 'is', null);
		else if (input.from !== '') query = query.where('n.school_id', '=', input.from);
		const ordered =
			stage === 'live'
				? query.orderBy(byImportance).orderBy('n.starts_at', 'desc')
				: query.orderBy(sql`coalesce(n.starts_at, n.updated_at)`, stage === 'scheduled' ? 'asc' : 'desc');
		const [rows, count, publishers] = await Promise.all([
			ordered
				.orderBy('n.id', 'desc')
				.leftJoin('directory.school as s', 's.id', 'n.school_id')
				.select([
					'n.id',
					'n.title',
					sql<string>`left(n.body, 400)`.as('body'),
					'n.importance',
					'n.video_url',
					'n.audience',
					'n.state',
					'n.starts_at',
					'n.ends_at',
					'n.updated_at',
					'n.school_id',
					's.name as school_name'
				])
				.limit(PER_PAGE)
				.offset((input.page - 1) * PER_PAGE)
				.execute(),
			query.select((count) => count.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
			ctx.db
				.selectFrom('publications.news as n')
				.innerJoin('directory.school as s', 's.id', 'n.school_id')
				.select(['s.id', 's.name'])
				.distinct()
				.orderBy('s.name')
				.limit(200)
				.execute()
		]);
		return {
			stage,
			mayWrite,
			items: rows.map((row) => ({
				id: row.id,
				title: row.title,
				excerpt: excerpt(row.body),
				importance: row.importance,
				audience: row.audience,
				stage: stageOf(row, ctx.now),
				hasVideo: row.video_url !== null,
				schoolId: row.school_id,
				schoolName: row.school_name,
				from: row.starts_at,
				until: row.ends_at,
				updatedAt: row.updated_at
			})),
			total: count.total,
			page: input.page,
			pages: Math.max(1, Math.ceil(count.total / PER_PAGE)),
			/** Schools that have news, for the filter. */
			publishers
		};
	}
});
