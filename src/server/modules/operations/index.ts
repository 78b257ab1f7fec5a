/** What the operator looks at: health, load, jobs, imports, mail spool, audit trail. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import type { Job, JobTools } from '#platform/jobs';
import './tables.ts';
import { retryJobs } from './commands/retry-jobs.ts';
import { audit } from './queries/audit.ts';
import { health } from './queries/health.ts';
import { importRun, imports } from './queries/imports.ts';
import { jobs as jobQueues } from './queries/jobs.ts';
import { load } from './queries/load.ts';
import { mailSpool } from './queries/mail-spool.ts';

export { startSampling } from './sampling.ts';
export { jobCounts } from './queries/job-counts.ts';
export type { Check } from './queries/health.ts';

export const definitions = [health, load, jobQueues, retryJobs, imports, importRun, mailSpool, audit] as const;

/** When a process last said it was alive, by kind. For « doctor ». */
export async function lastSigns(db: Db): Promise<{ process: 'web' | 'worker'; at: Date }[]> {
	const { rows } = await sql<{ process: 'web' | 'worker'; at: Date }>`select process, max(at) as at from operations.sample group by process`.execute(db);
	return rows;
}

export function jobs(tools: JobTools): Job[] {
	return [
		{
			name: 'operations.forget-samples',
			cron: '17 * * * *',
			// A day is enough to compare with the same hour of yesterday.
			run: async () => {
				await tools.database.system((db) =>
					db
						.deleteFrom('operations.sample')
						.where('at', '<', new Date(tools.clock.now().getTime() - 86_400_000))
						.execute()
				);
			}
		}
	];
}
