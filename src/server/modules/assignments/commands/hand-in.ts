import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { flag } from '#kernel/input';
import { keep, submissionEntries } from '../handing-in/content-of-submission.ts';
import { takeTurnOf } from '../handing-in/given.ts';
import { goOn } from '../handing-in/hand-in.ts';
import { pupils } from '../policy.ts';

/**
 * Hand in. With every byte there it gives the receipt, and what it says is on the disk. With files still on their
 * way the moment counts already: it is handed in by itself with the last byte, or when this is called again.
 */
export const handIn = command({
	name: 'assignments.hand-in',
	summary: 'Hand in work before the cut-off and get a signed receipt; the same answer however often it is sent',
	/** `asKept`: what is on the draft, as it was last saved. */
	input: v.object({ ...submissionEntries, asKept: flag }),
	allow: pupils,
	trial: (world) => ({ submissionId: world.submissionId, body: 'Ma réponse' }),
	async run(ctx, input) {
		const turn = await takeTurnOf(ctx, input.submissionId);
		if (isRefusal(turn)) return turn;
		const kept = input.asKept || (await keep(ctx, input));
		if (isRefusal(kept)) return kept;
		const done = await goOn(ctx, input.submissionId);
		if (!isRefusal(done)) ctx.audit({ subject: { type: 'submission', id: input.submissionId }, details: { state: done.state } });
		return done;
	}
});

/** The same for a version whose files have arrived meanwhile: by the job, as the pupil, with what he kept. */
export const finishHandIn = command({
	name: 'assignments.finish-hand-in',
	summary: 'Hand in what was begun in time and whose files have arrived',
	internal: true,
	input: v.object({ submissionId: submissionEntries.submissionId }),
	allow: pupils,
	trial: (world) => ({ submissionId: world.submissionId }),
	async run(ctx, input) {
		const turn = await takeTurnOf(ctx, input.submissionId);
		if (isRefusal(turn)) return turn;
		if (turn.state === 'draft') return refuse('conflict', { code: 'not-handed-in-yet' });
		const done = await goOn(ctx, input.submissionId);
		if (!isRefusal(done)) ctx.audit({ subject: { type: 'submission', id: input.submissionId }, details: { state: done.state } });
		return done;
	}
});
