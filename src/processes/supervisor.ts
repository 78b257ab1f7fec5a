/** Keeps the database, the web processes and the worker alive, and stops them in order. */
import cluster, { type Worker } from 'node:cluster';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#platform/config';
import { addresses, embedded, startServer } from '#platform/installation';
import type { Log } from '#platform/log';
import { migrateAll } from './migrate-all.ts';
import { connection, runningPid, signalStop, superuser } from '#platform/postgres';
import { ensureRoles } from '#platform/roles';

/** After a death, wait this long before starting again; doubles up to the second number. Milliseconds. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

export class Supervisor {
	readonly #config: Config;
	readonly #log: Log;
	#database: ChildProcess | null = null;
	#worker: ChildProcess | null = null;
	#stopping = false;

	constructor(config: Config, log: Log) {
		this.#config = config;
		this.#log = log;
	}

	/** Start the embedded server (or reach the external one) and migrate. */
	async startDatabase(): Promise<void> {
		if (this.#config.databaseUrl === null) {
			await this.#waitForStranger();
			await this.#runDatabase();
			const local = embedded(this.#config);
			await ensureRoles(this.#config, connection(local, superuser, local.superuserPassword, 'postgres'), 'preau');
		}
		await migrateAll(this.#config, (name) => { this.#log.info({ migration: name }, 'migrate'); });
	}

	/** A server left by a crash, or started by a command: let it finish, then have our own. */
	async #waitForStranger(): Promise<void> {
		const local = embedded(this.#config);
		const pid = runningPid(local);
		if (pid === null) return;
		signalStop(pid, 'smart');
		for (let waited = 0; runningPid(local) !== null; waited += 100) {
			if (waited === 15_000) signalStop(pid, 'fast');
			await pause(100);
		}
	}

	async #runDatabase(): Promise<void> {
		const child = await startServer(embedded(this.#config), (line) => { this.#log.warn({ postgres: line.slice(0, 300) }, 'postgres'); });
		this.#database = child;
		child.once('exit', (code, signal) => {
			this.#database = null;
			if (this.#stopping) return;
			this.#log.error({ code, signal }, 'postgres died, starting it again');
			void this.#again(() => this.#runDatabase());
		});
	}

	async #again(start: () => Promise<void>): Promise<void> {
		for (let wait = FIRST_PAUSE; !this.#stopping; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
			await pause(wait);
			try {
				return await start();
			} catch (error) {
				this.#log.error({ err: error as Error }, 'start failed');
			}
		}
	}

	async startProcesses(): Promise<void> {
		const web = fileURLToPath(new URL('./web.ts', import.meta.url));
		cluster.setupPrimary({ exec: web });
		const count = this.#config.workers || availableParallelism();
		cluster.on('exit', (worker, code, signal) => {
			if (this.#stopping || worker.exitedAfterDisconnect) return;
			this.#log.error({ pid: worker.process.pid, code, signal }, 'web process died, starting another');
			setTimeout(() => { if (!this.#stopping) cluster.fork(); }, FIRST_PAUSE);
		});
		this.#startWorker();
		await Promise.all(Array.from({ length: count }, () => this.#ready(cluster.fork())));
	}

	async #ready(worker: Worker): Promise<void> {
		await Promise.race([once(worker, 'listening'), once(worker, 'exit')]);
	}

	#startWorker(): void {
		const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { detached: true });
		this.#worker = child;
		child.once('exit', (code, signal) => {
			this.#worker = null;
			if (this.#stopping) return;
			this.#log.error({ code, signal }, 'worker died, starting another');
			setTimeout(() => { if (!this.#stopping) this.#startWorker(); }, FIRST_PAUSE);
		});
	}

	/** Web first (it finishes its requests), then the worker, then the database. At most 10 s. */
	async stop(): Promise<void> {
		if (this.#stopping) return;
		this.#stopping = true;
		const web = Object.values(cluster.workers ?? {}).filter((one): one is Worker => one !== undefined);
		await Promise.all([
			...web.map(async (worker) => {
				const gone = once(worker, 'exit');
				worker.process.kill('SIGTERM');
				await gone;
			}),
			(async () => {
				const worker = this.#worker;
				if (!worker || worker.exitCode !== null) return;
				const gone = once(worker, 'exit');
				worker.kill('SIGTERM');
				const impatient = setTimeout(() => worker.kill('SIGKILL'), 8_500);
				await gone;
				clearTimeout(impatient);
			})()
		]);
		const database = this.#database;
		if (database?.pid !== undefined && database.exitCode === null) {
			const gone = once(database, 'exit');
			signalStop(database.pid, 'fast');
			await gone;
		}
		process.exit(0);
	}

	/** Where the roles connect, for who needs it after start. */
	get addresses(): ReturnType<typeof addresses> {
		return addresses(this.#config);
	}
}
