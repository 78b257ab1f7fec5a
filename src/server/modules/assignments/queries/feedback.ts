import * as v from 'valibot';
import { query } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { answersOf, filesOfReview, markedFiles, roundsOf } from '../correcting/feedback.ts';
import { givenTo, ofOneselfOrChild } from '../handing-in/given.ts';
import { reviewerName } from '../names.ts';

/** What came back to a pupil; before it is returned there is nothing, however it is asked for. */
export const feedback = query({
	name: 'assignments.feedback',
	summary: 'The correction of a pupil’s work (oneself, or one’s child) once it is returned; null before',
	input: v.object({ id, pupilId: v.optional(id) }),
	allow: ofOneselfOrChild,
	trial: (world) => ({ id: world.returnedWorkId, pupilId: world.pupilId }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const given = await givenTo(ctx, input.id, pupilId);
		if (isRefusal(given)) return given;
		const row = await ctx.db
			.selectFrom('assignments.review as r')
			.innerJoin('assignments.assignment as a', 'a.id', 'r.assignment_id')
			.leftJoin('directory.person as p', 'p.id', 'r.reviewer_id')
			.select(['r.id', 'r.submission_id', 'r.points', 'r.levels', 'r.rubric', 'r.body', 'r.document', 'r.next_step as nextStep', 'r.verdict'])
			.select(['r.returned_at as returnedAt', 'r.seen_at as seenAt', 'a.marking', 'a.most_points as mostPoints', 'a.competences', 'a.rubric as criteria'])
			.select(reviewerName.as('teacher'))
			.where('r.assignment_id', '=', input.id)
			.where('r.pupil_id', '=', pupilId)
			.where('r.state', '=', 'returned')
			.executeTakeFirst();
		if (!row?.returnedAt) return { returned: null };
		const { competences, criteria, submission_id: submissionId, ...review } = row;
		return {
			returned: {
				...review,
				returnedAt: row.returnedAt,
				pupilId,
				own: pupilId === ctx.actor.id,
				levels: competences.flatMap((one) => (row.levels[one.key] === undefined ? [] : [{ label: one.label, level: row.levels[one.key] ?? 0 }])),
				rubric: criteria.flatMap((one) => {
					const step = one.steps[row.rubric[one.key] ?? -1];
					return step ? [{ label: one.label, step: step.label, points: step.points }] : [];
				}),
				files: await filesOfReview(ctx, row.id),
				work: submissionId === null ? [] : await markedFiles(ctx, submissionId, row.id),
				answers: await answersOf(ctx, row.id),
				rounds: (await roundsOf(ctx, row.id)).map(({ id: key, content, at, author }) => ({
					id: key,
					at,
					author,
					body: content.body,
					document: content.document,
					nextStep: content.nextStep,
					points: content.points
				}))
			}
		};
	}
});
