import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { id } from '#kernel/input';
import { givenTo, mayHandIn, takeTurn } from '../handing-in/given.ts';
import { pupils } from '../policy.ts';

/** A row for what is about to be handed in, before its first word or byte; the one underway if there is one. */
export const beginSubmission = command({
	name: 'assignments.begin-submission',
	summary: 'Begin to hand in: a draft of one’s own, the same one however often it is asked for',
	audited: false,
	input: v.object({ assignmentId: id }),
	allow: pupils,
	trial: (world) => ({ assignmentId: world.assignmentId }),
	async run(ctx, input) {
		await takeTurn(ctx, input.assignmentId);
		const given = await givenTo(ctx, input.assignmentId, ctx.actor.id);
		if (isRefusal(given)) return given;
		const there = await ctx.db
			.selectFrom('assignments.submission')
			.select(['id', 'state', 'body', 'document', 'link', 'files', 'photos', 'revision', 'begun_at as begunAt', 'updated_at as savedAt'])
			.where('assignment_id', '=', given.id)
			.where('pupil_id', '=', ctx.actor.id)
			.where('state', 'in', ['draft', 'sending'])
			.executeTakeFirst();
		if (there) return there;
		const may = mayHandIn(given, ctx.now);
		if (isRefusal(may)) return may;
		const fresh = { id: ctx.id(), body: '', document: null, link: null, files: [] as string[], photos: [] as string[], revision: 1 };
		await ctx.db
			.insertInto('assignments.submission')
			.values({ ...fresh, assignment_id: given.id, pupil_id: ctx.actor.id, pupil_ids: [ctx.actor.id], created_at: ctx.now, updated_at: ctx.now })
			.execute();
		return { ...fresh, state: 'draft' as const, begunAt: null, savedAt: ctx.now };
	}
});
