/** What every command that touches the database shares: open it, run, close what was opened. */
import { loadConfig, type Config } from '#platform/config';
import { openDatabase, type Database } from '#platform/database';
import { open, type Addresses, type Opened } from '#platform/installation';

export interface Session {
	config: Config;
	database: Database;
	addresses: Addresses;
}

/** Run `work` on the installation of `PREAU_DATA`, preparing an empty folder and starting the database if needed. */
export async function withInstallation<T>(work: (session: Session) => Promise<T>): Promise<T> {
	const config = loadConfig();
	const opening = open(config);
	const letGo = stopOnSignal(opening);
	try {
		const opened = await opening;
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
	} finally {
		letGo();
	}
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** Told to end, a command takes the server it started with it; what it was writing is rolled back. Gives how to stop listening. */
function stopOnSignal(opening: Promise<Opened>): () => void {
	const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
		const handler = () => {
			void opening
				.then(
					(opened) => {
						opened.abandon();
					},
					() => undefined
				)
				.finally(() => process.exit(128 + number));
		};
		process.once(signal, handler);
		return () => process.off(signal, handler);
	});
	return () => {
		for (const off of handlers) off();
	};
}

/** One JSON object on standard output. */
export function printJson(value: unknown): void {
	process.stdout.write(JSON.stringify(value, null, 2) + '\n');
}
