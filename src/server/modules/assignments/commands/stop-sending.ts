import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { takeTurnOf } from '../handing-in/given.ts';
import { pupils } from '../policy.ts';

/** What is on its way becomes a draft again, to be changed: the moment it was handed in at does not count any more. */
export const stopSending = command({
	name: 'assignments.stop-sending',
	summary: 'Take up again what one handed in before its last byte arrived',
	input: v.object({ submissionId: id }),
	allow: pupils,
	trial: (world) => ({ submissionId: world.submissionId }),
	async run(ctx, input) {
		const turn = await takeTurnOf(ctx, input.submissionId);
		if (isRefusal(turn)) return turn;
		const { state } = await ctx.db.selectFrom('assignments.submission').select('state').where('id', '=', input.submissionId).forUpdate().executeTakeFirstOrThrow();
		if (state === 'draft') return { state };
		// Its last byte came meanwhile: it is handed in, and may be replaced or taken back.
		if (state !== 'sending') return refuse('conflict', { code: 'already-handed-in' });
		await ctx.db.updateTable('assignments.submission').set({ state: 'draft', begun_at: null }).where('id', '=', input.submissionId).execute();
		ctx.audit({ subject: { type: 'submission', id: input.submissionId } });
		return { state: 'draft' as const };
	}
});
