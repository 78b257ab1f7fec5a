import { sql } from 'kysely';
import * as v from 'valibot';
import { query } from '#kernel/definition';
import { BUCKETS, centile } from '#platform/metrics';
import { operators } from '../policy.ts';

const MINUTES = 60;

interface Minute {
	at: Date;
	requestsPerSecond: number;
	p95Ms: number | null;
	errors: number;
}

/** How much is asked and how quickly it is answered, minute by minute over the last hour. */
export const load = query({
	name: 'operations.load',
	summary: 'Requests a second, 95th centile, errors and event loop lag, by minute over an hour',
	as: 'system',
	input: v.object({}),
	allow: operators,
	trial: () => ({}),
	async run(ctx) {
		const since = new Date(ctx.now.getTime() - MINUTES * 60_000);
		const [lines, processes] = await Promise.all([
			sql<{ at: Date; requests: number; errors: number; buckets: number[] }>`
				select m.at, m.requests, m.errors, b.buckets from (
					select date_trunc('minute', at) as at, sum(requests)::int as requests, sum(errors)::int as errors
					from operations.sample where at > ${since} and process = 'web' group by 1) m
				cross join lateral (select array_agg(total order by place) as buckets from (
					select place, sum(count)::int as total from operations.sample s, unnest(s.buckets) with ordinality as u(count, place)
					where s.process = 'web' and s.at >= m.at and s.at < m.at + interval '1 minute' group by place) x) b
				order by m.at`.execute(ctx.db),
			sql<{ process: 'web' | 'worker'; pid: number; lag: number; memory: number; requests: number }>`
				select distinct on (process, pid) process, pid, lag_ms as lag, memory_bytes as memory, (requests / greatest(seconds, 1))::real as requests
				from operations.sample where at > ${new Date(ctx.now.getTime() - 35_000)} order by process, pid, at desc`.execute(ctx.db)
		]);
		const minutes: Minute[] = lines.rows.map((row) => ({
			at: row.at,
			requestsPerSecond: row.requests / 60,
			errors: row.errors,
			p95Ms: centile(row.buckets, 0.95)
		}));
		// The minute that runs is not whole: figures « now » are those of the last five whole ones.
		const recent = lines.rows.filter((row) => row.at.getTime() + 60_000 <= ctx.now.getTime()).slice(-5);
		const together = recent.reduce<number[]>((sum, row) => sum.map((count, at) => count + (row.buckets[at] ?? 0)), new Array<number>(BUCKETS.length + 1).fill(0));
		return {
			now: {
				requestsPerSecond: recent.reduce((sum, row) => sum + row.requests, 0) / (60 * Math.max(1, recent.length)),
				p95Ms: centile(together, 0.95),
				errors: recent.reduce((sum, row) => sum + row.errors, 0)
			},
			minutes,
			processes: processes.rows
		};
	}
});
