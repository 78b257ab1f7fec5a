/** Keeps the database, the web processes and the worker alive, and stops them in order. */
import cluster, { type Worker } from 'node:cluster';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '#platform/config';
import { embedded, OtherSecret, startServer, startServerAnew } from '#platform/installation';
import type { Log } from '#platform/log';
import { connection, signalStop, superuser } from '#platform/postgres';
import { ensureRoles } from '#platform/roles';
import { answerMetrics, type SupervisorMetrics } from './metrics-of-all.ts';
import { migrateAll } from './migrate-all.ts';
import { logPostgres } from './postgres-log.ts';
import { makeRoom } from './stray-server.ts';

/** After a death, wait this long before starting again; doubles up to the second number. Milliseconds. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
/** Who lived this long had a good start: the next pause is short again. */
const LONG_LIFE = 30_000;
/** Web and worker finish what they do; then they are killed, and the database still has a second. */
const STOP_PATIENCE = 8_300;

/** How long to wait before the next start of something that dies. */
class Patience {
	#pause = FIRST_PAUSE;
	#since = Date.now();

	begin(): void {
		this.#since = Date.now();
	}

	next(): number {
		if (Date.now() - this.#since > LONG_LIFE) this.#pause = FIRST_PAUSE;
		const now = this.#pause;
		this.#pause = Math.min(now * 2, LONGEST_PAUSE);
		return now;
	}
}

export class Supervisor {
	readonly #config: Config;
	readonly #log: Log;
	readonly #metrics: SupervisorMetrics;
	readonly #patience = { postgres: new Patience(), web: new Patience(), worker: new Patience() };
	/** Web processes that end because another took their place. */
	readonly #retired = new Set<number>();
	#database: ChildProcess | null = null;
	#worker: ChildProcess | null = null;
	#stopping = false;
	#stopped: Promise<void> | null = null;
	/** The start of the database that is under way, so that a stop waits for it. */
	#starting: Promise<unknown> = Promise.resolve();

	constructor(config: Config, log: Log) {
		this.#config = config;
		this.#log = log;
		this.#metrics = answerMetrics();
	}

	/** Start the embedded server (or reach the external one) and migrate. */
	async startDatabase(): Promise<void> {
		const work = this.#startDatabase();
		this.#starting = work.catch(() => undefined);
		await work;
	}

	async #startDatabase(): Promise<void> {
		if (this.#config.databaseUrl === null) {
			const local = embedded(this.#config);
			await makeRoom(local, this.#log, () => this.#stopping);
			if (this.#stopping) return;
			await this.#runDatabase();
			await ensureRoles(this.#config, connection(local, superuser, local.superuserPassword, 'postgres'), 'preau');
		}
		await migrateAll(this.#config, (name) => {
			this.#log.info({ migration: name }, 'migrate');
		});
	}

	async #runDatabase(): Promise<void> {
		this.#patience.postgres.begin();
		const local = embedded(this.#config);
		const said = (line: string) => {
			logPostgres(this.#log, line);
		};
		const child = await startServer(local, said).catch((error: unknown) => {
			if (!(error instanceof OtherSecret)) throw error;
			this.#log.warn('the secret was replaced: codes and second factors given under the old one are void');
			return startServerAnew(local, said);
		});
		this.#database = child;
		this.#log.info({ child: child.pid }, 'postgres ready');
		const died = (code: number | null, signal: NodeJS.Signals | null) => {
			this.#database = null;
			if (this.#stopping) return;
			this.#log.error({ code, signal }, 'postgres died, starting it again');
			this.#metrics.restarted('postgres');
			this.#starting = this.#again();
		};
		// It may have died since it answered.
		if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode);
		else child.once('exit', died);
	}

	async #again(): Promise<void> {
		while (!this.#stopping) {
			await pause(this.#patience.postgres.next());
			if (this.#stopping) return;
			try {
				return await this.#runDatabase();
			} catch (error) {
				this.#log.error({ err: error as Error }, 'postgres did not start');
			}
		}
	}

	async startProcesses(): Promise<void> {
		if (this.#stopping) return;
		// Each takes its connections itself: one that is handed over is held here for ever when its process dies before it has it.
		cluster.schedulingPolicy = cluster.SCHED_NONE;
		cluster.setupPrimary({ exec: fileURLToPath(new URL('./web.ts', import.meta.url)), args: [] });
		const count = this.#config.workers || availableParallelism();
		const listening = this.#listening(count);
		cluster.on('exit', (worker, code, signal) => {
			if (this.#stopping || this.#retired.has(worker.id)) return;
			this.#log.error({ child: worker.process.pid, code, signal }, 'web process died, starting another');
			this.#metrics.restarted('web');
			setTimeout(() => {
				if (!this.#stopping) this.#fork();
			}, this.#patience.web.next());
		});
		this.#startWorker();
		for (let begun = 0; begun < count; begun++) this.#fork();
		await listening;
	}

	/** That many web processes answer, however many it took. */
	#listening(count: number): Promise<void> {
		let answering = 0;
		return new Promise((resolve) => {
			const one = () => {
				if (++answering < count) return;
				cluster.off('listening', one);
				resolve();
			};
			cluster.on('listening', one);
		});
	}

	#fork(): Worker {
		this.#patience.web.begin();
		return cluster.fork();
	}

	async #ready(worker: Worker): Promise<void> {
		await Promise.race([once(worker, 'listening'), once(worker, 'exit')]);
	}

	/** Replace every web process by a new one, one after the other: nobody notices. On SIGHUP. */
	async renew(): Promise<void> {
		for (const old of this.#web()) {
			if (this.#stopping) return;
			if (old.isDead()) continue;
			// From here on: it may die while the other starts, and then has its successor already.
			this.#retired.add(old.id);
			const gone = once(old, 'exit');
			await this.#ready(this.#fork());
			old.process.kill('SIGTERM');
			await gone;
		}
		this.#log.info('web processes renewed');
	}

	#web(): Worker[] {
		return Object.values(cluster.workers ?? {}).filter((one): one is Worker => one !== undefined);
	}

	#startWorker(): void {
		this.#patience.worker.begin();
		const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { detached: true });
		this.#worker = child;
		child.once('exit', (code, signal) => {
			this.#worker = null;
			if (this.#stopping) return;
			this.#log.error({ code, signal }, 'worker died, starting another');
			this.#metrics.restarted('worker');
			setTimeout(() => {
				if (!this.#stopping) this.#startWorker();
			}, this.#patience.worker.next());
		});
	}

	/** Web and worker finish what they began, then the database. At most 10 s. Asked twice, it stops once. */
	stop(): Promise<void> {
		return (this.#stopped ??= this.#stop());
	}

	async #stop(): Promise<void> {
		this.#stopping = true;
		this.#log.info('stopping');
		await Promise.all([...this.#web().map((worker) => worker.process), ...(this.#worker ? [this.#worker] : [])].map((child) => this.#end(child)));
		await Promise.race([this.#starting, pause(1_500)]);
		const database = this.#database;
		if (database?.pid !== undefined && database.exitCode === null) {
			const gone = once(database, 'exit');
			signalStop(database.pid, 'fast');
			await gone;
		}
	}
	/** Ask a process to end, and make it. */
	async #end(child: ChildProcess): Promise<void> {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, 'exit');
		child.kill('SIGTERM');
		const impatient = setTimeout(() => {
			this.#log.error({ child: child.pid }, 'a process did not end by itself, killing it');
			child.kill('SIGKILL');
		}, STOP_PATIENCE);
		await gone;
		clearTimeout(impatient);
	}
}
