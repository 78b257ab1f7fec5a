import { sql } from 'kysely';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { id } from '#kernel/input';
import { operators } from '../policy.ts';

/** Try failed jobs once more: one, or all of a queue. Handlers bear being run twice. */
export const retryJobs = command({
	name: 'operations.retry-jobs',
	summary: 'Try a failed job again, or every failed job of a queue',
	as: 'system',
	input: v.object({ queue: v.pipe(v.string('required'), v.maxLength(100, 'too-long')), jobId: v.optional(id) }),
	allow: operators,
	trial: (world) => ({ queue: 'nothing.waits-here', jobId: world.nothing }),
	async run(ctx, input) {
		// As pg-boss does it (plans.retryJobs), without its own connection.
		const { rows } = await sql<{ id: string }>`
			update jobs.job set state = 'retry', retry_limit = retry_limit + 1, completed_on = null, start_after = greatest(start_after, now())
			where name = ${input.queue} and state = 'failed' and ${input.jobId === undefined ? sql<boolean>`true` : sql<boolean>`id = ${input.jobId}`}
			returning id`.execute(ctx.db);
		if (rows.length === 0) return refuse('not-found', { code: 'no-failed-job' });
		ctx.audit({ subject: { type: 'queue', id: input.queue }, details: { jobs: rows.length } });
		return { retried: rows.length };
	}
});
