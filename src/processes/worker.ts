/** The worker process: background jobs, never a person waiting for it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startSampling } from '#modules/operations';
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { startWorker } from '#platform/jobs';
import { composeApp } from './compose.ts';
import { untilMigrated } from './schema.ts';

const config = loadConfig();
const where = addresses(config);
const app = composeApp(config, where, { process: 'worker', connections: 6 });
const stopping = new AbortController();
/** What is to be stopped, the last first. */
const running: (() => Promise<void> | void)[] = [() => app.close()];

async function stop(): Promise<void> {
	if (stopping.signal.aborted) return;
	stopping.abort();
	for (const end of running.toReversed()) await end();
	process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.on('SIGINT', () => undefined);

await untilMigrated(where, app.jobs, app.log, stopping.signal);
if (!stopping.signal.aborted) await work();

async function work(): Promise<void> {
	const worker = await startWorker(app.database, where.system, app.jobs, app.log);
	running.push(() => worker.stop());
	const lag = monitorEventLoopDelay({ resolution: 20 });
	lag.enable();
	running.push(
		startSampling('worker', {
			database: app.database,
			clock: app.engine.clock,
			log: app.log,
			pid: process.pid,
			interval() {
				const lagMs = lag.percentile(99) / 1e6;
				lag.reset();
				return { seconds: 10, requests: 0, errors: 0, buckets: [], lagMs, memoryBytes: process.memoryUsage().rss };
			}
		})
	);
	process.send?.({ kind: 'ready' });
	app.log.info('worker ready');
}
