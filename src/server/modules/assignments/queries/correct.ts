import { sql } from 'kysely';
import * as v from 'valibot';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { collectedOf, FILTERS, keepsOnly, type Collected } from '../collecting/collected.ts';
import { answersOf, filesOfReview, markedFiles, roundsOf } from '../correcting/feedback.ts';
import { reviewerName } from '../names.ts';
import { editorsOf } from '../policy.ts';
import { schoolYear } from '../years/years.ts';

/** One pupil's work with its correction, between the one before and the one after in the list it was opened from. */
export const correct = query({
	name: 'assignments.correct',
	summary: 'What a pupil handed in, its correction as it stands, and who comes before and after',
	input: v.object({
		id,
		pupilId: id,
		groupId: v.optional(v.union([v.literal(''), id]), ''),
		filter: v.optional(v.picklist(FILTERS), 'all'),
		submissionId: v.optional(v.union([v.literal(''), id]), '')
	}),
	allow: editorsOf,
	trial: (world) => ({ id: world.handedInWorkId, pupilId: world.pupilId }),
	async run(ctx, input) {
		const work = await ctx.db
			.selectFrom('assignments.assignment')
			.select([
				'id',
				'title',
				'subject',
				'kind',
				'number',
				'state',
				'marking',
				'most_points as mostPoints',
				'competences',
				'rubric',
				'release',
				'released_at as releasedAt',
				'grouped'
			])
			.select(['opens_at as opensAt', 'due_at as dueAt', 'cutoff_at as cutoffAt', 'school_year as year'])
			.where('id', '=', input.id)
			.executeTakeFirst();
		if (work?.state !== 'published') return refuse('not-found');
		const all = await collectedOf(ctx, input.id, '');
		const pupil = all.find((one) => one.pupilId === input.pupilId);
		if (!pupil) return refuse('not-found');
		// Who has just been marked left the list « to mark »: his place in it is kept.
		const list = all.filter((one) => (input.groupId === '' || one.groupIds.includes(input.groupId)) && (one === pupil || keepsOnly(input.filter, one, ctx.now, work)));
		const at = list.indexOf(pupil);
		const versions = await versionsOf(ctx, input.id, input.pupilId);
		const shown = versions.find((one) => one.id === (input.submissionId || pupil.submissionId)) ?? null;
		const review = await reviewOf(ctx, input.id, input.pupilId);
		const newRound = review?.state === 'returned' && pupil.submissionId !== null && review.submissionId !== pupil.submissionId;
		const mates = all.filter((one) => one !== pupil && shown?.pupilIds.includes(one.pupilId));
		return {
			work: { ...work, over: work.year < schoolYear(ctx.now) },
			pupil,
			/** Who handed in with him, by name. */
			team: mates.map(nameOf),
			/** A team is marked together, unless one of it has a correction of his own by now. */
			forTeam: mates.length > 0 && mates.every((one) => one.review === null) && (review === undefined || review.state === 'draft'),
			/** Which of them did; null when it was himself. */
			handedInBy: mates.filter((one) => one.pupilId === shown?.byId).map(nameOf)[0] ?? null,
			position: at + 1,
			total: list.length,
			previous: nameOnly(list[at - 1]),
			next: nameOnly(list[at + 1]),
			versions: versions.map(({ body: _body, document: _document, ...version }) => version),
			shown: shown && { ...shown, files: await markedFiles(ctx, shown.id, review?.id ?? null) },
			review: review && {
				...review,
				/** He handed in again since: what was returned is history, and this is a new correction. */
				newRound,
				files: await filesOfReview(ctx, review.id),
				answers: await answersOf(ctx, review.id),
				/** With what came back last, which is kept among them once a word of the new one is. */
				rounds: [...(newRound ? [lastRound(review)] : []), ...(await roundsOf(ctx, review.id))],
				/** What one wrote while somebody else saved, and has not chosen about. */
				aside: await asideOf(ctx, review.id)
			}
		};
	}
});

const nameOf = (one: Collected) => `${one.givenName} ${one.familyName}`;

function nameOnly(one: Collected | undefined): { pupilId: string; name: string } | null {
	return one ? { pupilId: one.pupilId, name: nameOf(one) } : null;
}

async function versionsOf(ctx: Context<Person>, assignmentId: string, pupilId: string) {
	return ctx.db
		.selectFrom('assignments.submission as s')
		.leftJoin('assignments.receipt as r', 'r.submission_id', 's.id')
		.select([
			's.id',
			's.state',
			's.attempt',
			's.body',
			's.document',
			's.link',
			's.handed_in_at as handedInAt',
			's.late',
			'r.number',
			's.pupil_ids as pupilIds',
			's.pupil_id as byId'
		])
		.where('s.assignment_id', '=', assignmentId)
		.where('s.state', 'in', ['handed-in', 'replaced', 'withdrawn'])
		.where(sql<boolean>`${pupilId} = any (s.pupil_ids)`)
		.orderBy('s.attempt', 'desc')
		.limit(50)
		.execute();
}

async function reviewOf(ctx: Context<Person>, assignmentId: string, pupilId: string) {
	return ctx.db
		.selectFrom('assignments.review as r')
		.leftJoin('directory.person as p', 'p.id', 'r.reviewer_id')
		.select([
			'r.id',
			'r.submission_id as submissionId',
			'r.state',
			'r.points',
			'r.levels',
			'r.rubric',
			'r.body',
			'r.document',
			'r.next_step as nextStep',
			'r.verdict',
			'r.revision'
		])
		.select(['r.updated_at as updatedAt', 'r.returned_at as returnedAt', 'r.seen_at as seenAt', 'r.reviewer_id as byId', reviewerName.as('by')])
		.where('r.assignment_id', '=', assignmentId)
		.where('r.pupil_id', '=', pupilId)
		.executeTakeFirst();
}

function lastRound(review: NonNullable<Awaited<ReturnType<typeof reviewOf>>>) {
	return { id: review.id, content: { body: review.body, nextStep: review.nextStep }, at: review.returnedAt ?? review.updatedAt, author: review.by };
}

async function asideOf(ctx: Context<Person>, reviewId: string) {
	const row = await ctx.db
		.selectFrom('assignments.review_past')
		.select(['content', 'kept_at as at'])
		.where('review_id', '=', reviewId)
		.where('reason', '=', 'aside')
		.where('author_id', '=', ctx.actor.id)
		.executeTakeFirst();
	return row ?? null;
}
