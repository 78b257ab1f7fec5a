import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { command } from '#kernel/definition';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';
import { flag, id, whole } from '#kernel/input';
import { attach, dropUses, filesOf } from '#modules/files';
import { REVIEW } from '../access.ts';
import { concerns } from '../collecting/pupils-of.ts';
import { nameOf } from '../names.ts';
import { RETURNED } from '../notices.ts';
import { editorsInItsYear } from '../policy.ts';
import { columnsOf, contentOf, heldReview, keepPast, markedWork, reviewEntries, same, saysNothing, takeReviewTurn, type Review } from '../correcting/reviewing.ts';
import type { ReviewContent } from '../tables.ts';

/** Somebody else saved in between: what was sent is put aside, and the person chooses. */
export interface TwoVersions {
	conflict: true;
	/** Who saved, as one knows him. */
	by: string;
	/** To be sent when this version shall count. */
	revision: number;
	theirs: ReviewContent;
}
export interface Saved {
	conflict: false;
	/** Null where nothing was said yet. */
	reviewId: string | null;
	revision: number;
	state: 'draft' | 'ready' | 'returned';
	savedAt: Date;
}

interface Asked {
	id: string;
	pupilId: string;
	revision: number;
	over: 'refuse' | 'replace';
	intent: 'keep' | 'finish';
}

/**
 * Keep a correction as it is written, or finish it: it then goes to the pupil, or waits for the others where
 * results go to all at once. What another teacher saved meanwhile is never written over unasked.
 */
export const saveReview = command({
	name: 'assignments.save-review',
	summary: 'Save a correction, and return it or have it ready',
	audited: false,
	input: v.object({
		id,
		pupilId: id,
		/** The one that was read; 0 before the first. */
		revision: whole(0, 1_000_000),
		over: v.optional(v.picklist(['refuse', 'replace']), 'refuse'),
		intent: v.optional(v.picklist(['keep', 'finish']), 'keep'),
		/** The same for all who handed in together. */
		forTeam: flag,
		...reviewEntries
	}),
	allow: editorsInItsYear,
	trial: (world) => ({ id: world.handedInWorkId, pupilId: world.pupilId, revision: 0, body: 'Très beau vocabulaire.' }),
	async run(ctx, input) {
		const known = await concerns(ctx, input.id, [input.pupilId]);
		if (known !== true) return known;
		const work = await markedWork(ctx, input.id);
		if (work?.state !== 'published') return refuse('not-found');
		const content = contentOf(input, work);
		if (isRefusal(content)) return content;
		const returns = input.intent === 'finish' && (work.release === 'each' || work.releasedAt !== null);
		const saved = await keep(ctx, input, content, returns);
		if (isRefusal(saved) || saved.conflict) return saved;
		const returned = saved.state === 'returned' && saved.reviewId ? [saved.reviewId] : [];
		if (input.forTeam && input.intent === 'finish')
			for (const mate of await teamOf(ctx, input.id, input.pupilId)) {
				const other = await keep(ctx, { ...input, pupilId: mate, over: 'replace' }, content, returns, saved.reviewId);
				if (isRefusal(other)) return other;
				if (!other.conflict && other.state === 'returned' && other.reviewId) returned.push(other.reviewId);
			}
		if (input.intent === 'finish') ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: work.schoolId, details: { state: saved.state, reviews: 1 } });
		if (returned.length > 0) await ctx.enqueue(RETURNED, { reviewIds: returned });
		return saved;
	}
});

async function teamOf(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<string[]> {
	const row = await ctx.db
		.selectFrom('assignments.hand_in as h')
		.innerJoin('assignments.submission as s', 's.id', 'h.submission_id')
		.select('s.pupil_ids')
		.where('h.assignment_id', '=', assignmentId)
		.where('h.pupil_id', '=', pupilId)
		.executeTakeFirst();
	return (row?.pupil_ids ?? []).filter((one) => one !== pupilId);
}

/** `like`: the correction of a mate, whose annotations come with it. */
async function keep(ctx: Context<Person>, asked: Asked, content: ReviewContent, returns: boolean, like: string | null = null): Promise<Saved | TwoVersions | Refusal> {
	await takeReviewTurn(ctx, asked.id, asked.pupilId);
	const { review, submissionId } = await heldReview(ctx, asked.id, asked.pupilId);
	if (review) {
		const clash = await clashOf(ctx, asked, review, content);
		if (clash) return clash;
	}
	const marked = like ?? review?.id;
	if (asked.intent === 'finish' && saysNothing(content) && !(marked && (await hasMarks(ctx, marked)))) return refuse('invalid-input', { code: 'nothing-to-return' });
	// An empty form is no beginning.
	if (!review && asked.intent === 'keep' && saysNothing(content)) return { conflict: false, reviewId: null, revision: 0, state: 'draft', savedAt: ctx.now };
	const before = review?.newRound ? 'draft' : (review?.state ?? 'draft');
	const state = asked.intent === 'finish' ? (before === 'returned' || returns ? 'returned' : 'ready') : before;
	const written = {
		...columnsOf(content),
		submission_id: submissionId,
		reviewer_id: ctx.actor.id,
		reviewer_name: await nameOf(ctx.db, ctx.actor.id),
		state,
		updated_at: ctx.now,
		...(state === 'returned' ? { returned_at: before === 'returned' && review?.returned_at ? review.returned_at : ctx.now, seen_at: null } : { returned_at: null, seen_at: null })
	} as const;
	const revision = (review?.revision ?? 0) + 1;
	const reviewId = review?.id ?? ctx.id();
	if (review)
		await ctx.db
			.updateTable('assignments.review')
			.set({ ...written, revision })
			.where('id', '=', review.id)
			.execute();
	else {
		// What has not come back yet has neither of these moments.
		const { returned_at: returnedAt, seen_at: _seen, ...first } = written;
		await ctx.db
			.insertInto('assignments.review')
			.values({ ...first, id: reviewId, assignment_id: asked.id, pupil_id: asked.pupilId })
			.execute();
		if (returnedAt) await ctx.db.updateTable('assignments.review').set({ returned_at: returnedAt }).where('id', '=', reviewId).execute();
	}
	const attached = await setFiles(ctx, reviewId, content.files);
	if (attached !== true) return attached;
	if (like) await copyMarks(ctx, like, reviewId);
	await ctx.db.deleteFrom('assignments.review_past').where('review_id', '=', reviewId).where('reason', '=', 'aside').where('author_id', '=', ctx.actor.id).execute();
	return { conflict: false, reviewId, revision, state, savedAt: ctx.now };
}

/** Null when it may be written: it says the same, or nobody wrote in between, or that is what is wished. */
async function clashOf(ctx: Context<Person>, asked: Asked, review: Review, content: ReviewContent): Promise<Saved | TwoVersions | Refusal | null> {
	const files = ((await filesOf(ctx, REVIEW, [review.id])).get(review.id) ?? []).map((file) => file.id);
	const current: ReviewContent = { ...review.content, files };
	if (review.newRound) {
		await keepPast(ctx, review.id, 'round', current, review.reviewer_id);
		return null;
	}
	if (asked.intent === 'keep' && same(current, content)) return { conflict: false, reviewId: review.id, revision: review.revision, state: review.state, savedAt: ctx.now };
	if (review.revision !== asked.revision && !saysNothing(current) && !same(current, content)) {
		if (asked.over === 'refuse') {
			await keepPast(ctx, review.id, 'aside', content, ctx.actor.id);
			return { conflict: true, by: review.reviewer_id ? await nameOf(ctx.db, review.reviewer_id) : '', revision: review.revision, theirs: current };
		}
		await keepPast(ctx, review.id, 'replaced', current, review.reviewer_id);
	}
	return asked.intent === 'keep' && review.state === 'returned' ? refuse('conflict', { code: 'review-returned' }) : null;
}

/** Beside what is drawn there already; a mark that came before is as it is now. */
async function copyMarks(ctx: Context<Person>, from: string, to: string): Promise<void> {
	await sql`insert into assignments.annotation as a (review_id, file_id, page, marks, updated_at)
		select ${to}, file_id, page, marks, ${ctx.now}::timestamptz from assignments.annotation where review_id = ${from}
		on conflict (review_id, file_id, page) do update set revision = a.revision + 1, updated_at = excluded.updated_at, marks = excluded.marks || (
			select coalesce(jsonb_agg(own), '[]') from jsonb_array_elements(a.marks) own
			where not exists (select from jsonb_array_elements(excluded.marks) m where m ->> 'id' = own ->> 'id'))`.execute(ctx.db);
}

async function hasMarks(ctx: Context<Person>, reviewId: string): Promise<boolean> {
	return (await ctx.db.selectFrom('assignments.annotation').select('page').where('review_id', '=', reviewId).limit(1).executeTakeFirst()) !== undefined;
}

/** Exactly these: those it has stay, whoever of the teachers attached them. */
async function setFiles(ctx: Context<Person>, reviewId: string, files: readonly string[]): Promise<true | Refusal> {
	const there = ((await filesOf(ctx, REVIEW, [reviewId])).get(reviewId) ?? []).map((file) => file.id);
	const gone = there.filter((file) => !files.includes(file));
	if (gone.length > 0) await dropUses(ctx.db, REVIEW, [reviewId], gone);
	return attach(
		ctx,
		files.filter((file) => !there.includes(file)),
		REVIEW,
		reviewId
	);
}
