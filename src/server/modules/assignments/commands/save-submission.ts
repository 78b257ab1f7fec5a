import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { keep, submissionEntries } from '../handing-in/content-of-submission.ts';
import { pupils } from '../policy.ts';

/** Keep what is being prepared: text, link, files sent or on their way. Nobody else sees it. */
export const saveSubmission = command({
	name: 'assignments.save-submission',
	summary: 'Keep the draft of what one will hand in',
	audited: false,
	input: v.object(submissionEntries),
	allow: pupils,
	trial: (world) => ({ submissionId: world.submissionId, body: 'Ma réponse' }),
	async run(ctx, input) {
		const kept = await keep(ctx, input);
		if (isRefusal(kept)) return kept;
		if (kept.state !== 'draft') return refuse('conflict', { code: 'already-handed-in' });
		return { revision: kept.revision, savedAt: ctx.now };
	}
});
