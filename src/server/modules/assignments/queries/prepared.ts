import * as v from 'valibot';
import { query } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { standingOf } from '#modules/files';
import { pupils } from '../policy.ts';

/** What one is about to hand in, or has just handed in: its words, and how far each of its files has come. */
export const prepared = query({
	name: 'assignments.prepared',
	summary: 'A draft of one’s own with the files sent and on their way; also says when it has been handed in',
	input: v.object({ submissionId: id }),
	allow: pupils,
	trial: (world) => ({ submissionId: world.submissionId }),
	async run(ctx, input) {
		const row = await ctx.db
			.selectFrom('assignments.submission')
			.select(['id', 'assignment_id as assignmentId', 'state', 'body', 'document', 'link', 'files', 'photos', 'revision', 'begun_at as begunAt'])
			.select(['updated_at as savedAt', 'stopped_code as stoppedCode'])
			.where('id', '=', input.submissionId)
			.where('pupil_id', '=', ctx.actor.id)
			.executeTakeFirst();
		if (!row) return refuse('not-found');
		return { ...row, files: await standingOf(ctx, row.files), photos: await standingOf(ctx, row.photos) };
	}
});
