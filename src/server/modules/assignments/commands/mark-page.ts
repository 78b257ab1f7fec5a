import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { id, text, whole } from '#kernel/input';
import { filesOf } from '#modules/files';
import { REVIEW } from '../access.ts';
import { nameOf } from '../names.ts';
import { MOST_MARKS, moved, place, shape } from '../correcting/marks.ts';
import { editorsInItsYear } from '../policy.ts';
import { BLANK, changeable, columnsOf, heldReview, keepPast, takeReviewTurn } from '../correcting/reviewing.ts';
import type { PageMark } from '../tables.ts';

const act = v.variant('act', [
	v.object({ act: v.literal('add'), /** Chosen by the page, so that sending it twice adds it once. */ markId: v.optional(id), shape }),
	v.object({ act: v.literal('move'), markId: id, x: place, y: place }),
	v.object({ act: v.literal('word'), markId: id, text: text(300) }),
	v.object({ act: v.literal('remove'), markId: id })
]);

/**
 * One mark at a time, added, moved, worded anew or taken away: two teachers who mark the same page see each
 * other's, and nobody's is written over. What is returned is looked at by the pupil, and is taken back first.
 */
export const markPage = command({
	name: 'assignments.mark-page',
	summary: 'Add, move or remove one mark on a page of what a pupil handed in',
	audited: false,
	input: v.object({ id, pupilId: id, fileId: id, page: whole(1, 500), change: act }),
	allow: editorsInItsYear,
	trial: (world) => ({
		id: world.handedInWorkId,
		pupilId: world.pupilId,
		fileId: world.handedInFileId,
		page: 1,
		change: { act: 'add' as const, shape: { kind: 'stamp' as const, x: 100, y: 100, stamp: 'good' as const } }
	}),
	async run(ctx, input) {
		await takeReviewTurn(ctx, input.id, input.pupilId);
		const { review, submissionId } = await heldReview(ctx, input.id, input.pupilId);
		if (!(await handedIn(ctx, input.id, input.pupilId, input.fileId))) return refuse('not-found');
		const may = changeable(review);
		if (may !== true) return may;
		if (review?.newRound) {
			const files = ((await filesOf(ctx, REVIEW, [review.id])).get(review.id) ?? []).map((file) => file.id);
			await keepPast(ctx, review.id, 'round', { ...review.content, files }, review.reviewer_id);
			await ctx.db
				.updateTable('assignments.review')
				.set({ ...columnsOf(BLANK), state: 'draft', returned_at: null, seen_at: null, submission_id: submissionId, updated_at: ctx.now })
				.where('id', '=', review.id)
				.execute();
		}
		const reviewId = review?.id ?? ctx.id();
		if (!review)
			await ctx.db
				.insertInto('assignments.review')
				.values({
					id: reviewId,
					assignment_id: input.id,
					pupil_id: input.pupilId,
					submission_id: submissionId,
					reviewer_id: ctx.actor.id,
					reviewer_name: await nameOf(ctx.db, ctx.actor.id),
					points: null,
					verdict: null,
					updated_at: ctx.now
				})
				.execute();
		const row = await ctx.db
			.selectFrom('assignments.annotation')
			.select(['marks', 'revision'])
			.where('review_id', '=', reviewId)
			.where('file_id', '=', input.fileId)
			.where('page', '=', input.page)
			.executeTakeFirst();
		const marks = changed(ctx, row?.marks ?? [], input.change);
		if (isRefusal(marks)) return marks;
		const written = { marks: JSON.stringify(marks), revision: (row?.revision ?? 0) + 1, updated_at: ctx.now };
		await ctx.db
			.insertInto('assignments.annotation')
			.values({ review_id: reviewId, file_id: input.fileId, page: input.page, ...written })
			.onConflict((conflict) => conflict.columns(['review_id', 'file_id', 'page']).doUpdateSet(written))
			.execute();
		return { marks };
	}
});

function changed(ctx: Context<Person>, marks: PageMark[], change: v.InferOutput<typeof act>): PageMark[] | Refusal {
	if (change.act === 'add') {
		const markId = change.markId ?? ctx.id();
		if (marks.some((mark) => mark.id === markId)) return marks;
		if (marks.length >= MOST_MARKS) return refuse('invalid-input', { code: 'too-many-marks', params: { limit: MOST_MARKS } });
		return [...marks, { id: markId, ...change.shape }];
	}
	// Gone already: by the other teacher, or by the first of two clicks.
	if (change.act === 'remove') return marks.filter((mark) => mark.id !== change.markId);
	const there = marks.find((mark) => mark.id === change.markId);
	if (!there) return refuse('not-found', { code: 'mark-gone' });
	return marks.map((mark) => {
		if (mark.id !== change.markId) return mark;
		if (change.act === 'move') return moved(mark, change);
		return mark.kind === 'text' ? { ...mark, text: change.text } : mark;
	});
}

/** Is it a file of a version this pupil handed in, alone or with his team? */
async function handedIn(ctx: Context<Person>, assignmentId: string, pupilId: string, fileId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('assignments.submission')
		.select('id')
		.where('assignment_id', '=', assignmentId)
		.where('state', 'in', ['handed-in', 'replaced', 'withdrawn'])
		.where(sql<boolean>`${pupilId} = any (pupil_ids) and ${fileId} = any (files)`)
		.executeTakeFirst();
	return row !== undefined;
}
