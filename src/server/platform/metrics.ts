/**
 * Figures of one process, for /metrics and for the operator's page. Routes are patterns, never addresses;
 * nothing says who. In a web process `text()` asks the supervisor for the sum over its siblings.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from 'prom-client';

/** Seconds. The same in /metrics and in the operator's samples. */
export const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12] as const;

export interface Interval {
	seconds: number;
	requests: number;
	errors: number;
	/** Requests by duration: at most `BUCKETS[i]` seconds, the last beyond all. */
	buckets: number[];
	lagMs: number;
	memoryBytes: number;
}

export interface Sources {
	database(): { total: number; idle: number; waiting: number };
	passwords(): number;
	/** Since the start of the process. */
	verifications(): number;
	/** Jobs waiting, running and failed, over the installation. */
	jobs?(): Promise<{ queue: string; state: string; count: number }[]>;
}

export interface Metrics {
	request(method: string, route: string, status: number, seconds: number): void;
	/** What happened since the last call. */
	interval(): Interval;
}

export function createMetrics(sources: Sources): Metrics {
	collectDefaultMetrics();
	const requests = new Counter({ name: 'preau_http_requests_total', help: 'Requests answered', labelNames: ['method', 'route', 'status'] });
	const durations = new Histogram({ name: 'preau_http_request_seconds', help: 'Time to answer', labelNames: ['route'], buckets: [...BUCKETS] });
	new Gauge({
		name: 'preau_password_queue',
		help: 'Password verifications waiting or running',
		collect() {
			this.set(sources.passwords());
		}
	});
	new Counter({
		name: 'preau_password_verifications_total',
		help: 'Passwords verified, right or wrong',
		collect() {
			this.reset();
			this.inc(sources.verifications());
		}
	});
	new Gauge({
		name: 'preau_database_connections',
		help: 'Connections to the database',
		labelNames: ['state'],
		collect() {
			const { total, idle, waiting } = sources.database();
			this.set({ state: 'busy' }, total - idle);
			this.set({ state: 'idle' }, idle);
			this.set({ state: 'waiting' }, waiting);
		}
	});
	if (sources.jobs) addJobs(sources.jobs);

	const lag = monitorEventLoopDelay({ resolution: 20 });
	lag.enable();
	let since = process.hrtime.bigint();
	let counted = { requests: 0, errors: 0, buckets: emptyBuckets() };
	return {
		request(method, route, status, seconds) {
			requests.inc({ method, route, status: String(status) });
			durations.observe({ route }, seconds);
			counted.requests++;
			if (status >= 500) counted.errors++;
			const at = bucketOf(seconds);
			counted.buckets[at] = (counted.buckets[at] ?? 0) + 1;
		},
		interval() {
			const now = process.hrtime.bigint();
			const result = { ...counted, seconds: Number(now - since) / 1e9, lagMs: lag.percentile(99) / 1e6, memoryBytes: process.memoryUsage().rss };
			since = now;
			counted = { requests: 0, errors: 0, buckets: emptyBuckets() };
			lag.reset();
			return result;
		}
	};
}

function addJobs(read: NonNullable<Sources['jobs']>): void {
	new Gauge({
		// The same in every process: the greatest, not the sum.
		name: 'preau_jobs',
		help: 'Background jobs by state',
		labelNames: ['queue', 'state'],
		aggregator: 'max',
		async collect() {
			this.reset();
			// Without the database there is nothing to say; the rest of the figures still counts.
			for (const { queue, state, count } of await read().catch(() => [])) this.set({ queue, state }, count);
		}
	});
}

function emptyBuckets(): number[] {
	return new Array<number>(BUCKETS.length + 1).fill(0);
}

function bucketOf(seconds: number): number {
	const at = BUCKETS.findIndex((most) => seconds <= most);
	return at === -1 ? BUCKETS.length : at;
}

/** The duration that `share` of the requests stay under, in milliseconds; null without requests. */
export function centile(buckets: readonly number[], share: number): number | null {
	const total = buckets.reduce((sum, count) => sum + count, 0);
	if (total === 0) return null;
	let left = total * share;
	for (const [at, count] of buckets.entries()) {
		if (count >= left && count > 0) {
			const low = at === 0 ? 0 : (BUCKETS[at - 1] ?? 0);
			const high = BUCKETS[at] ?? low;
			// Within a bucket, as if spread evenly.
			return (low + (high - low) * (left / count)) * 1000;
		}
		left -= count;
	}
	return null;
}

/** This process alone. */
export function ownMetrics(): Promise<string> {
	return register.metrics();
}

export const CONTENT_TYPE = register.contentType;
