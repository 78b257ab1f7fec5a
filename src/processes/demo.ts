/** The demo département of an empty data folder, and the table printed when it is ready. */
import type { Config } from '#platform/config';

/** Fill an empty folder through the real AAF import. */
export function prepareDemo(_config: Config): Promise<void> {
	return Promise.resolve();
}

export function printWelcome(config: Config, _production: boolean): Promise<void> {
	process.stdout.write(`\nPréau est prêt : ${config.origin}\n`);
	return Promise.resolve();
}
