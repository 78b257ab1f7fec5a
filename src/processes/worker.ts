/** The worker process: background jobs, never a person waiting for it. */
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { startWorker } from '#platform/jobs';
import { composeApp } from './compose.ts';

const config = loadConfig();
const where = addresses(config);
const app = composeApp(config, where, { process: 'worker', connections: 6 });
const worker = await startWorker(app.database, where.system, app.jobs, app.log);
process.send?.({ kind: 'ready' });
app.log.info('worker ready');

let stopping = false;
async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	await worker.stop();
	await app.close();
	process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('disconnect', () => void stop());
process.on('SIGINT', () => undefined);
