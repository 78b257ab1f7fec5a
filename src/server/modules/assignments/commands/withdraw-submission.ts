import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { givenTo, takeTurn } from '../handing-in/given.ts';
import { pupils } from '../policy.ts';
import { YEAR_OVER } from '../years/years.ts';

/** Take back what one handed in, until the due date. The version and its receipt are kept, and say that it was taken back. */
export const withdrawSubmission = command({
	name: 'assignments.withdraw-submission',
	summary: 'Take back what one handed in, until the due date',
	input: v.object({ assignmentId: id }),
	allow: pupils,
	trial: (world) => ({ assignmentId: world.handedInWorkId }),
	async run(ctx, input) {
		await takeTurn(ctx, input.assignmentId);
		const given = await givenTo(ctx, input.assignmentId, ctx.actor.id);
		if (isRefusal(given)) return given;
		if (given.over) return refuse('conflict', { code: YEAR_OVER });
		// Taken back already, or never handed in: as it is wished.
		if (given.handedIn === null) return { withdrawn: false };
		if (given.window !== 'open' || given.attempts === 'one') return refuse('conflict', { code: 'work-no-withdrawal' });
		if (given.returnedAt !== null) return refuse('conflict', { code: 'work-returned' });
		const { submissionId } = given.handedIn;
		await ctx.db.deleteFrom('assignments.hand_in').where('submission_id', '=', submissionId).execute();
		await ctx.db.updateTable('assignments.submission').set({ state: 'withdrawn', updated_at: ctx.now }).where('id', '=', submissionId).where('state', '=', 'handed-in').execute();
		ctx.audit({ subject: { type: 'submission', id: submissionId }, schoolId: given.schoolId });
		return { withdrawn: true };
	}
});
