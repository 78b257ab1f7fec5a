/** A worker on the database of a test, to be killed: the real queue, relay and handlers, with the real mailer. */
import { loadConfig } from '#platform/config';
import { addresses } from '#platform/installation';
import { startWorker } from '#platform/jobs';
import { composeApp } from '../../src/processes/compose.ts';

const config = loadConfig();
const where = addresses(config, process.env.PREAU_TEST_DATABASE);
const app = composeApp(config, where, { process: 'worker', connections: 4 });
await startWorker(
	app.database,
	where.system,
	app.jobs.filter((job) => job.name.startsWith(process.env.PREAU_TEST_JOBS ?? '')),
	app.log
);
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
