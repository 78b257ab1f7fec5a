import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { id } from '#kernel/input';
import { ofOneselfOrChild } from '../handing-in/given.ts';

const SHOWN = 3;

export interface Back {
	id: string;
	title: string;
	subject: string;
	/** The first words of the comment. */
	excerpt: string;
	points: number | null;
	mostPoints: number | null;
	/** The one level of the work, when there is one: 1 to 4. */
	level: number | null;
	verdict: 'accepted' | 'revise' | null;
	seen: boolean;
	at: Date;
}

/** For the home page: what came back in the last two weeks, not looked at first. */
export const back = query({
	name: 'assignments.back',
	summary: 'The latest corrections returned to a pupil (oneself, or one’s child)',
	input: v.object({ pupilId: v.optional(id) }),
	allow: ofOneselfOrChild,
	trial: (world) => ({ pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const since = new Date(ctx.now.getTime() - 14 * 86_400_000);
		const { rows } = await sql<Back & { levels: Record<string, number> }>`
			select a.id, a.title, a.subject, left(coalesce(nullif(r.body, ''), r.next_step), 120) as excerpt, r.points, a.most_points as "mostPoints", r.levels, r.verdict,
				r.seen_at is not null as seen, r.returned_at as at
			from assignments.review r join assignments.assignment a on a.id = r.assignment_id
			where r.pupil_id = ${pupilId} and r.state = 'returned' and r.returned_at >= ${since}
			order by r.seen_at is not null, r.returned_at desc limit ${SHOWN}`.execute(ctx.db);
		return rows.map(({ levels, ...row }): Back => {
			const given = [...new Set(Object.values(levels))];
			return { ...row, level: given.length === 1 ? (given[0] ?? null) : null };
		});
	}
});
