/** Start the whole house in this process: `npm start` (with the demo) and `preau serve` (production). */
import { createLog } from '#platform/log';
import { loadConfig } from '#platform/config';
import { inOneLine } from '#platform/failure';
import { buildPages, pagesAreBuilt, pagesAreFresh } from './build.ts';
import { prepareDemo, printWelcome } from './demo.ts';
import { lockFolder } from './lock.ts';
import { portFailure, portRefusal } from './port.ts';
import { refuseUnsafe } from './production.ts';
import { Supervisor } from './supervisor.ts';

export async function launch(mode: 'demo' | 'production'): Promise<void> {
	const production = mode === 'production';
	if (production) refuseUnsafe(process.env);
	// The demo's table is read in a terminal: only what goes wrong is written among its lines.
	else process.env.PREAU_LOG ??= 'warn';
	const config = loadConfig(process.env, mode);
	const log = createLog('supervisor');
	lockFolder(config.data);
	const refused = await portRefusal(config.host, config.port);
	if (refused !== null) throw portFailure(refused, config.host, config.port);
	if (!pagesAreFresh()) {
		// In production a newer source is an upgrade that was not finished: say so, and go on with what is built.
		if (production && pagesAreBuilt()) log.warn('pages are older than their sources: run « npm run build »');
		else await buildPages();
	}
	const supervisor = new Supervisor(config, log);
	const stop = () => void supervisor.stop().then(() => process.exit(0));
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
	process.on('SIGHUP', () => void supervisor.renew());
	try {
		await supervisor.startDatabase();
		// Whoever owns the schemas only migrates: web and worker never know the address.
		delete process.env.DATABASE_OWNER_URL;
		if (!production) await prepareDemo(config);
		await supervisor.startProcesses();
	} catch (error) {
		// Nothing stays behind a start that failed.
		await supervisor.stop();
		throw error;
	}
	if (production) process.stdout.write(`Préau est prêt : ${config.origin}\n`);
	else await printWelcome(config, production);
}

/** One line on standard error, exit code 1. */
export function launchOrSay(mode: 'demo' | 'production'): void {
	launch(mode).catch((error: unknown) => {
		process.stderr.write(`preau : ${inOneLine(error)}\n`);
		if (process.env.PREAU_LOG === 'debug') console.error(error);
		process.exit(1);
	});
}
