/** What every command that touches the database shares: open it, run, close what was opened. */
import { loadConfig, type Config } from '#platform/config';
import { openDatabase, type Database } from '#platform/database';
import { open, type Addresses } from '#platform/installation';

export interface Session {
	config: Config;
	database: Database;
	addresses: Addresses;
}

/** Run `work` on the installation of `PREAU_DATA`, preparing an empty folder and starting the database if needed. */
export async function withInstallation<T>(work: (session: Session) => Promise<T>): Promise<T> {
	const config = loadConfig();
	const opened = await open(config);
	try {
		const database = openDatabase({ app: opened.addresses.app, system: opened.addresses.system, connections: 4 });
		try {
			return await work({ config, database, addresses: opened.addresses });
		} finally {
			await database.close();
		}
	} finally {
		await opened.close();
	}
}

/** One JSON object on standard output. */
export function printJson(value: unknown): void {
	process.stdout.write(JSON.stringify(value, null, 2) + '\n');
}
