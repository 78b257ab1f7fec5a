/**
 * The supervisor: embedded PostgreSQL, web processes, worker. Restarts what dies, stops in order on
 * SIGTERM, refuses to run twice on one data folder. `--demo` fills an empty folder with the demo
 * département; `--serve` is production.
 */
import { existsSync } from 'node:fs';
import { createLog } from '#platform/log';
import { loadConfig } from '#platform/config';
import { PreauError } from '#platform/failure';
import { buildPages, pagesAreFresh } from './build.ts';
import { prepareDemo, printWelcome } from './demo.ts';
import { Supervisor } from './supervisor.ts';
import { lockFolder } from './lock.ts';

const production = process.argv.includes('--serve');
try {
	const config = loadConfig(process.env, production ? 'production' : 'demo');
	const log = createLog('supervisor');
	lockFolder(config.data);
	if (!pagesAreFresh()) {
		if (production && existsSync('build')) log.warn('pages are older than their sources');
		else await buildPages();
	}
	const supervisor = new Supervisor(config, log);
	process.on('SIGTERM', () => void supervisor.stop());
	process.on('SIGINT', () => void supervisor.stop());
	await supervisor.startDatabase();
	if (!production) await prepareDemo(config);
	await supervisor.startProcesses();
	printWelcome(config, production);
} catch (error) {
	const text = error instanceof PreauError ? [error.message, error.remedy].filter(Boolean).join(' ') : (error as Error).stack;
	process.stderr.write(`preau : ${text}\n`);
	process.exit(1);
}
