/** The job queue, counted. The queue is pg-boss's own schema; only its system role reads it. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

export interface JobCount {
	queue: string;
	state: 'waiting' | 'running' | 'failed';
	count: number;
	/** Since when the oldest could have run. */
	oldestSeconds: number;
}

/** What waits to run later (`start_after` to come) does not count as waiting. */
export async function jobCounts(db: Db): Promise<JobCount[]> {
	const { rows } = await sql<JobCount>`
		select name as queue, case state when 'active' then 'running' when 'failed' then 'failed' else 'waiting' end as state,
			count(*)::int as count, coalesce(extract(epoch from now() - min(greatest(start_after, created_on))), 0)::int as "oldestSeconds"
		from jobs.job where state in ('created', 'retry', 'active', 'failed') and (state in ('active', 'failed') or start_after <= now())
			and name not like '\\_\\_%'
		group by 1, 2 order by 1, 2`.execute(db);
	return rows;
}
