import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { operators } from '../policy.ts';
import { jobCounts } from './job-counts.ts';

const MOST_FAILED = 50;

interface Failed {
	id: string;
	queue: string;
	failedAt: Date | null;
	tries: number;
	/** What kind of error. Its message may quote what people wrote: it stays in the database. */
	error: string | null;
}

/** The queues of background work, and what failed for good. */
export const jobs = query({
	name: 'operations.jobs',
	summary: 'Size of each queue of background work, and the jobs that failed',
	as: 'system',
	input: v.object({}),
	allow: operators,
	trial: () => ({}),
	async run(ctx) {
		const [counts, failed] = await Promise.all([
			jobCounts(ctx.db),
			sql<Failed>`
				select id, name as queue, completed_on as "failedAt", retry_count as tries, coalesce(output->>'code', output->>'name') as error
				from jobs.job where state = 'failed' order by completed_on desc nulls last limit ${MOST_FAILED}`.execute(ctx.db)
		]);
		const names = [...new Set(counts.map((one) => one.queue))].sort();
		const of = (queue: string, state: string) => counts.find((one) => one.queue === queue && one.state === state);
		return {
			queues: names.map((queue) => ({
				queue,
				waiting: of(queue, 'waiting')?.count ?? 0,
				running: of(queue, 'running')?.count ?? 0,
				failed: of(queue, 'failed')?.count ?? 0,
				oldestSeconds: of(queue, 'waiting')?.oldestSeconds ?? 0
			})),
			failed: failed.rows
		};
	}
});
