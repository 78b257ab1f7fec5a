/** What a correction says, and how it is kept: two teachers may write at once, and neither loses a word. */
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { textOf, typed } from '#kernel/document';
import { refuse, refuseField, type Refusal } from '#kernel/errors';
import { given, id, list, optionalText, whole } from '#kernel/input';
import { points } from '../giving/inputs.ts';
import type { Competence, Criterion, ReviewContent } from '../tables.ts';

const choices = (least: number, most: number) =>
	v.optional(
		v.record(
			v.string(),
			v.union([
				v.pipe(
					v.literal(''),
					v.transform(() => null)
				),
				whole(least, most)
			])
		),
		{}
	);

export const reviewEntries = {
	...typed,
	points: given(points),
	/** Competence key → 1 (insuffisante) to 4 (très bonne). */
	levels: choices(1, 4),
	/** Criterion key → place of the step, from 0. */
	rubric: choices(0, 7),
	nextStep: optionalText(500),
	verdict: v.optional(
		v.union([
			v.pipe(
				v.literal(''),
				v.transform(() => null)
			),
			v.picklist(['accepted', 'revise'])
		]),
		''
	),
	/** Finished uploads (usage `feedback`): a corrected file, an audio comment. */
	files: list(id, 20)
};
export type ReviewInput = v.InferOutput<v.ObjectSchema<typeof reviewEntries, undefined>>;

export interface MarkedWork {
	marking: 'comments' | 'points' | 'levels';
	mostPoints: number | null;
	competences: Competence[];
	rubric: Criterion[];
}

/** What the work is marked by; what it is not marked by is left out. Points that are not said are those of the rubric. */
export function contentOf(input: ReviewInput, work: MarkedWork): ReviewContent | Refusal {
	const { body, document } = textOf(input);
	const levels = chosen(input.levels, work.competences, () => true);
	const rubric = chosen(input.rubric, work.rubric, (step, criterion) => step < criterion.steps.length);
	const most = work.mostPoints ?? 1000;
	if (work.marking === 'points' && input.points !== undefined && input.points > most) return refuseField('points', 'points-too-many', { limit: most });
	const all = work.rubric.length > 0 && work.rubric.every((criterion) => criterion.key in rubric);
	const sum = all
		? Math.min(
				most,
				work.rubric.reduce((total, criterion) => total + (criterion.steps[rubric[criterion.key] ?? 0]?.points ?? 0), 0)
			)
		: null;
	return {
		points: work.marking === 'points' ? (input.points ?? sum) : null,
		levels: work.marking === 'levels' ? levels : {},
		rubric,
		body,
		document,
		nextStep: input.nextStep,
		verdict: input.verdict,
		files: [...new Set(input.files)]
	};
}

function chosen<T extends { key: string }>(given: Record<string, number | null>, among: readonly T[], fits: (value: number, one: T) => boolean): Record<string, number> {
	const found: Record<string, number> = {};
	for (const one of among) {
		const value = given[one.key];
		if (value !== null && value !== undefined && fits(value, one)) found[one.key] = value;
	}
	return found;
}

/** A correction before its first word. */
export const BLANK: ReviewContent = { points: null, levels: {}, rubric: {}, body: '', document: null, nextStep: '', verdict: null, files: [] };

export function saysNothing(content: ReviewContent): boolean {
	return (
		content.points === null &&
		content.body === '' &&
		content.nextStep === '' &&
		content.verdict === null &&
		content.files.length === 0 &&
		Object.keys(content.levels).length + Object.keys(content.rubric).length === 0
	);
}

/** Keys in a fixed order: one content written twice is the same text. */
export function same(a: ReviewContent, b: ReviewContent): boolean {
	const text = (one: ReviewContent) =>
		JSON.stringify([one.points, Object.entries(one.levels).sort(), Object.entries(one.rubric).sort(), one.body, one.document, one.nextStep, one.verdict, [...one.files].sort()]);
	return text(a) === text(b);
}

/** One at a time for a pupil and a work. */
export async function takeReviewTurn(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtextextended(${`review ${assignmentId} ${pupilId}`}, 0))`.execute(ctx.db);
}

export async function markedWork(ctx: Pick<Context<Person>, 'db'>, assignmentId: string) {
	return ctx.db
		.selectFrom('assignments.assignment')
		.select(['id', 'title', 'school_id as schoolId', 'state', 'marking', 'most_points as mostPoints', 'competences', 'rubric', 'release', 'released_at as releasedAt'])
		.where('id', '=', assignmentId)
		.executeTakeFirst();
}

export interface Review {
	id: string;
	submission_id: string | null;
	reviewer_id: string | null;
	state: 'draft' | 'ready' | 'returned';
	revision: number;
	returned_at: Date | null;
	/** What counts for the pupil now is another version than this correction is about. */
	newRound: boolean;
	content: Omit<ReviewContent, 'files'>;
}

/** The correction of one pupil's work; null before the first word. Held until the end of the transaction. */
export async function heldReview(ctx: Context<Person>, assignmentId: string, pupilId: string): Promise<{ review: Review | null; submissionId: string | null }> {
	const handedIn = await ctx.db
		.selectFrom('assignments.hand_in')
		.select('submission_id')
		.where('assignment_id', '=', assignmentId)
		.where('pupil_id', '=', pupilId)
		.executeTakeFirst();
	const submissionId = handedIn?.submission_id ?? null;
	const row = await ctx.db.selectFrom('assignments.review').selectAll().where('assignment_id', '=', assignmentId).where('pupil_id', '=', pupilId).forUpdate().executeTakeFirst();
	if (!row) return { review: null, submissionId };
	const { points, levels, rubric, body, document, next_step: nextStep, verdict, ...rest } = row;
	return {
		submissionId,
		review: {
			...rest,
			newRound: row.state === 'returned' && submissionId !== null && submissionId !== row.submission_id,
			content: { points, levels, rubric, body, document, nextStep, verdict }
		}
	};
}

/** What it said is not lost when it says something else. */
export async function keepPast(ctx: Context<Person>, reviewId: string, reason: 'round' | 'replaced' | 'aside', content: ReviewContent, authorId: string | null): Promise<void> {
	if (reason === 'aside')
		await ctx.db.deleteFrom('assignments.review_past').where('review_id', '=', reviewId).where('reason', '=', 'aside').where('author_id', '=', ctx.actor.id).execute();
	await ctx.db
		.insertInto('assignments.review_past')
		.values({ id: ctx.id(), review_id: reviewId, author_id: authorId, reason, content: JSON.stringify(content), kept_at: ctx.now })
		.execute();
}

export function columnsOf(content: ReviewContent) {
	return {
		points: content.points,
		levels: JSON.stringify(content.levels),
		rubric: JSON.stringify(content.rubric),
		body: content.body,
		document: content.document ? JSON.stringify(content.document) : null,
		next_step: content.nextStep,
		verdict: content.verdict
	};
}

/** May its marks be changed now? What is returned is looked at by the pupil: it is taken back first. */
export function changeable(review: Review | null): true | Refusal {
	return review?.state === 'returned' && !review.newRound ? refuse('conflict', { code: 'review-returned' }) : true;
}
