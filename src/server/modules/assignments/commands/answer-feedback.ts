import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id, text } from '#kernel/input';
import { provided } from '#kernel/policy';
import { profiles } from '#kernel/policy';
import { markRead } from '#modules/notifications';
import { givenTo } from '../handing-in/given.ts';
import { nameOf } from '../names.ts';
import { tellAnswer } from '../notices.ts';
import { edits, pupils } from '../policy.ts';
import { inItsYear } from '../years/years.ts';

/** A pupil answers to what came back, his teacher answers him: under the correction, for them and who answers for the pupil. */
export const answerFeedback = command({
	name: 'assignments.answer-feedback',
	summary: 'Answer under a correction that was returned: the pupil, or a teacher of the work',
	input: v.object({ id, pupilId: v.optional(id), body: text(2_000) }),
	allow: provided(
		profiles('pupil', 'teacher', 'staff', 'principal'),
		'the pupil it came back to, or who marks the work',
		async (ctx, input: { id: string; pupilId?: string | undefined }) => {
			const concerned = (input.pupilId ?? ctx.actor.id) === ctx.actor.id ? !isRefusal(await givenTo(ctx, input.id, ctx.actor.id)) : await edits(ctx, input.id);
			return concerned ? inItsYear(ctx, input.id) : refuse('not-found');
		}
	),
	trial: (world) => ({ id: world.returnedWorkId, pupilId: world.pupilId, body: 'Merci, je relis les accords.' }),
	async run(ctx, input) {
		const pupilId = input.pupilId ?? ctx.actor.id;
		const review = await ctx.db
			.selectFrom('assignments.review as r')
			.innerJoin('assignments.assignment as a', 'a.id', 'r.assignment_id')
			.select(['r.id', 'r.reviewer_id', 'a.owner_id', 'a.title', 'a.school_id'])
			.where('r.assignment_id', '=', input.id)
			.where('r.pupil_id', '=', pupilId)
			.where('r.state', '=', 'returned')
			.executeTakeFirst();
		if (!review) return refuse('not-found');
		const own = pupilId === ctx.actor.id;
		const answerId = ctx.id();
		const author = own ? await givenName(ctx.db, ctx.actor.id) : await nameOf(ctx.db, ctx.actor.id);
		await ctx.db
			.insertInto('assignments.answer')
			.values({ id: answerId, review_id: review.id, author_id: ctx.actor.id, author_name: author, body: input.body, written_at: ctx.now })
			.execute();
		const teachers = [...new Set([review.reviewer_id, review.owner_id].filter((one) => one !== null))].filter((one) => one !== ctx.actor.id);
		const link = own ? `/casier/${input.id}/corriger/${pupilId}#reponses` : `/casier/${input.id}#reponses`;
		await tellAnswer(
			ctx,
			{ id: input.id, title: review.title, schoolId: review.school_id, teacher: author },
			{ id: answerId, reviewId: review.id, link },
			own ? teachers : [pupilId]
		);
		ctx.audit({ subject: { type: 'assignment', id: input.id }, schoolId: review.school_id });
		return { answerId };
	}
});

async function givenName(db: Parameters<typeof nameOf>[0], id: string): Promise<string> {
	const row = await db.selectFrom('directory.person').select(['given_name', 'family_name']).where('id', '=', id).executeTakeFirst();
	return row ? `${row.given_name} ${row.family_name}` : '';
}

/** He has looked at what came back: the notice is read, and the teacher sees that he has. */
export const seeFeedback = command({
	name: 'assignments.see-feedback',
	summary: 'Note that one has looked at a correction',
	audited: false,
	input: v.object({ id }),
	allow: pupils,
	trial: (world) => ({ id: world.returnedWorkId }),
	async run(ctx, input) {
		const review = await ctx.db
			.selectFrom('assignments.review')
			.select(['id', 'returned_at', 'seen_at'])
			.where('assignment_id', '=', input.id)
			.where('pupil_id', '=', ctx.actor.id)
			.where('state', '=', 'returned')
			.executeTakeFirst();
		if (!review) return refuse('not-found');
		if (review.seen_at === null) await ctx.db.updateTable('assignments.review').set({ seen_at: ctx.now }).where('id', '=', review.id).execute();
		if (review.returned_at) await markRead(ctx.db, ctx.actor.id, 'feedback', [`${review.id}:${review.returned_at.getTime()}`]);
		return {};
	}
});
