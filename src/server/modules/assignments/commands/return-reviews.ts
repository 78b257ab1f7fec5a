import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { withdraw } from '#modules/notifications';
import { RETURNED } from '../notices.ts';
import { editorsInItsYear } from '../policy.ts';
import { heldReview, markedWork, takeReviewTurn } from '../correcting/reviewing.ts';

/** All that is ready goes to the pupils, at once. What is finished later follows by itself. */
export const returnAll = command({
	name: 'assignments.return-all',
	summary: 'Return every correction that is ready, to all pupils at once',
	input: v.object({ id }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.handedInWorkId }),
	async run(ctx, input) {
		const work = await markedWork(ctx, input.id);
		if (!work) return refuse('not-found');
		const returned = await ctx.db
			.updateTable('assignments.review')
			.set({ state: 'returned', returned_at: ctx.now, seen_at: null, updated_at: ctx.now })
			.where('assignment_id', '=', input.id)
			.where('state', '=', 'ready')
			.returning('id')
			.execute();
		if (returned.length === 0) return refuse('conflict', { code: 'nothing-ready' });
		await ctx.db
			.updateTable('assignments.assignment')
			.set({ released_at: work.releasedAt ?? ctx.now })
			.where('id', '=', input.id)
			.execute();
		await ctx.enqueue(RETURNED, { reviewIds: returned.map((one) => one.id) });
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: work.schoolId, details: { reviews: returned.length } });
		return { returned: returned.length };
	}
});

/** Work on a correction again: the pupil does not see it any more until it is returned. */
export const reopenReview = command({
	name: 'assignments.reopen-review',
	summary: 'Take a correction back to go on with it; the pupil sees it no more until it is returned again',
	input: v.object({ id, pupilId: id }),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.returnedWorkId, pupilId: world.pupilId }),
	async run(ctx, input) {
		await takeReviewTurn(ctx, input.id, input.pupilId);
		const { review } = await heldReview(ctx, input.id, input.pupilId);
		if (!review) return refuse('not-found');
		if (review.state === 'draft') return { state: 'draft' as const };
		await ctx.db.updateTable('assignments.review').set({ state: 'draft', returned_at: null, seen_at: null, updated_at: ctx.now }).where('id', '=', review.id).execute();
		if (review.returned_at) for (const suffix of ['', ':famille']) await withdraw(ctx.db, 'feedback', `${review.id}:${review.returned_at.getTime()}${suffix}`);
		ctx.audit({ subject: { type: 'assignment', id: input.id } });
		return { state: 'draft' as const };
	}
});
