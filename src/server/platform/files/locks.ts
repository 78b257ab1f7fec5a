/**
 * One at a time, over all processes: session locks of PostgreSQL, all of a process on one connection, so that
 * a killed process lets go of them at once. Who waits asks the holder, wherever he is, to finish.
 */
import type { PoolClient } from 'pg';
import type { Database } from '../database.ts';

/** Gives the lock back. */
export interface Hold {
	(): Promise<void>;
	/** It was not lost with its connection: nobody else has it. */
	lasts(): boolean;
}

export interface Locks {
	/**
	 * Wait for `name`, at most `patienceMs`; the answer gives it back. `asked` is called when somebody else
	 * wants it, or when it was lost with its connection. Null when it was not to be had.
	 */
	take(name: string, options: { patienceMs: number; asked?: () => void }): Promise<Hold | null>;
	close(): void;
}

const CHANNEL = 'file_lock';
const AGAIN_MS = 40;
const KEY = `hashtextextended('file ' || $1, 0)`;

export function createLocks(database: Database): Locks {
	const held = new Map<string, () => void>();
	let connection: Promise<PoolClient> | null = null;

	function connected(): Promise<PoolClient> {
		connection ??= connect().catch((error: unknown) => {
			connection = null;
			throw error;
		});
		return connection;
	}

	async function connect(): Promise<PoolClient> {
		const client = await database.systemClient();
		client.on('notification', (message) => held.get(message.payload ?? '')?.());
		client.once('error', (error) => {
			connection = null;
			client.removeAllListeners('notification');
			client.release(error);
			// Somebody else may have them by now.
			const lost = [...held.values()];
			held.clear();
			for (const asked of lost) asked();
		});
		await client.query(`listen ${CHANNEL}`);
		return client;
	}

	async function attempt(client: PoolClient, name: string): Promise<boolean> {
		const { rows } = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(${KEY}) as got`, [name]);
		return rows[0]?.got === true;
	}

	return {
		async take(name, { patienceMs, asked = () => undefined }) {
			const until = performance.now() + patienceMs;
			for (let first = true; ; first = false) {
				const client = await connected();
				// A session gets its own lock twice: what this process holds is known here.
				if (!held.has(name)) {
					held.set(name, asked);
					const got = await attempt(client, name).catch((error: unknown) => {
						held.delete(name);
						throw error;
					});
					if (got) {
						const lasts = () => held.get(name) === asked;
						const release = async () => {
							if (!lasts()) return;
							held.delete(name);
							await client.query(`select pg_advisory_unlock(${KEY})`, [name]);
						};
						return Object.assign(release, { lasts });
					}
					held.delete(name);
				}
				if (performance.now() >= until) return null;
				if (first) await client.query('select pg_notify($1, $2)', [CHANNEL, name]);
				await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
			}
		},
		close() {
			void connection?.then(
				(client) => {
					client.removeAllListeners('notification');
					client.release(true);
				},
				() => undefined
			);
			connection = null;
		}
	};
}
