/** A process says every ten seconds that it is alive and how much it did. */
import type { Database } from '#platform/database';
import type { Log } from '#platform/log';
import type { Interval } from '#platform/metrics';
import type { Clock } from '#kernel/clock';

const EVERY_MS = 10_000;

/** Returns how to stop. A sample that cannot be written is lost: the database is away, and is seen to be. */
export function startSampling(process: 'web' | 'worker', options: { database: Database; clock: Clock; log: Log; pid: number; interval: () => Interval }): () => void {
	let writing = false;
	async function write(): Promise<void> {
		if (writing) return;
		writing = true;
		const { seconds, requests, errors, buckets, lagMs, memoryBytes } = options.interval();
		try {
			await options.database.system((db) =>
				db
					.insertInto('operations.sample')
					.values({
						at: options.clock.now(),
						process,
						pid: options.pid,
						seconds,
						requests,
						errors,
						buckets,
						lag_ms: lagMs,
						memory_bytes: memoryBytes
					})
					.onConflict((conflict) => conflict.doNothing())
					.execute()
			);
		} catch (error) {
			options.log.debug({ err: error as Error }, 'sample not written');
		} finally {
			writing = false;
		}
	}
	void write();
	const timer = setInterval(() => void write(), EVERY_MS);
	timer.unref();
	return () => {
		clearInterval(timer);
	};
}
