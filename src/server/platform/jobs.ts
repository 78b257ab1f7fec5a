/**
 * Background work: requests write to `core.outbox` inside their transaction, the worker relays to
 * pg-boss and runs the handlers. A killed worker's job comes back by its heartbeat.
 */
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { sql } from 'kysely';
import type { Clock } from '#kernel/clock';
import type { Db, Ports } from '#kernel/context';
import type { Engine } from '#kernel/run';
import type { Config } from './config.ts';
import { isConnectionLoss } from './connection-loss.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import type { ConnectionOptions } from './postgres.ts';

/** One kind of background work. Handlers must bear being run twice with the same data. */
export interface Job<Data extends Record<string, unknown> = Record<string, unknown>> {
	name: string;
	/** Cron expression in Europe/Paris, for what runs by the clock. */
	cron?: string;
	/** How many run at once in one worker; 1 by default. */
	concurrency?: number;
	/** Seconds after which a silent worker is taken for dead and the job given to another. */
	heartbeatSeconds?: number;
	run(data: Data): Promise<void>;
}

/** What a module's handlers are made with. */
export interface JobTools {
	config: Config;
	database: Database;
	log: Log;
	ports: Ports;
	clock: Clock;
	/** To run a command as somebody, with his rights of that moment. */
	engine: Engine;
}

const SCHEMA = 'jobs';
/** How often it is looked whether a worker fell silent: with 30 s of heartbeat, its jobs are taken up within 45 s. */
const LOOK_SECONDS = 10;

function boss(connection: ConnectionOptions, more: Record<string, unknown>): PgBoss {
	return new PgBoss({ ...connection, schema: SCHEMA, max: 4, ...more });
}

/** Of its own beside that of the migrations: « jobs ». */
const LOCK = 0x6a6f6273;

/** Create or update the queue's own schema and queues, as owner; machines that start at once do it one after the other. */
export async function migrateJobs(owner: ConnectionOptions, jobs: readonly Pick<Job, 'name' | 'heartbeatSeconds'>[], system: string): Promise<void> {
	const client = new pg.Client(owner);
	await client.connect();
	try {
		await client.query('select pg_advisory_lock($1)', [LOCK]);
		await assertQueues(owner, jobs);
		const role = pg.escapeIdentifier(system);
		await client.query(`grant usage on schema ${SCHEMA} to ${role};
			grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${role};
			grant usage on all sequences in schema ${SCHEMA} to ${role};
			grant execute on all functions in schema ${SCHEMA} to ${role}`);
	} finally {
		await client.end();
	}
}

/** Names of jobs that have no queue yet. As the system role. */
export async function missingQueues(system: ConnectionOptions, jobs: readonly Pick<Job, 'name'>[]): Promise<string[]> {
	const client = new pg.Client(system);
	await client.connect();
	try {
		const there = await client.query<{ exists: boolean }>(`select to_regclass('${SCHEMA}.queue') is not null as exists`);
		const known = there.rows[0]?.exists ? (await client.query<{ name: string }>(`select name from ${SCHEMA}.queue`)).rows.map((row) => row.name) : [];
		return jobs.map((job) => job.name).filter((name) => !known.includes(name));
	} finally {
		await client.end();
	}
}

async function assertQueues(owner: ConnectionOptions, jobs: readonly Pick<Job, 'name' | 'heartbeatSeconds'>[]): Promise<void> {
	const queue = boss(owner, { supervise: false, schedule: false });
	await queue.start();
	try {
		for (const job of jobs) {
			const options = { retryLimit: 8, retryDelay: 5, retryBackoff: true, heartbeatSeconds: job.heartbeatSeconds ?? 30 };
			if (await queue.getQueue(job.name)) await queue.updateQueue(job.name, options);
			else await queue.createQueue(job.name, options);
		}
	} finally {
		await queue.stop({ graceful: false });
	}
}

/** Write one line to the outbox, in the caller's transaction. */
export async function enqueue(db: Db, job: string, data: Record<string, unknown>, options: { startAfter?: Date; key?: string } = {}): Promise<void> {
	await db
		.insertInto('core.outbox')
		.values({
			job,
			data: JSON.stringify(data),
			start_after: options.startAfter ?? null,
			singleton_key: options.key ?? null
		})
		.execute();
}

/** While the database is away everything says so, many times a second: the supervisor's word is enough. */
function tell(log: Log, error: unknown, what: string): void {
	if (isConnectionLoss(error)) log.debug({ err: error }, what);
	else log.error({ err: error }, what);
}

export interface Worker {
	stop(): Promise<void>;
}

/** Run the handlers, and relay the outbox to the queue as rows arrive. */
export async function startWorker(database: Database, connection: ConnectionOptions, jobs: readonly Job[], log: Log): Promise<Worker> {
	const queue = boss(connection, { migrate: false, useListenNotify: false, schedule: true, superviseIntervalSeconds: LOOK_SECONDS, monitorIntervalSeconds: LOOK_SECONDS });
	queue.on('error', (error) => {
		tell(log, error, 'job queue');
	});
	await queue.start();
	for (const job of jobs) {
		if (job.cron) await queue.schedule(job.name, job.cron, {}, { tz: 'Europe/Paris' });
		await queue.work<Record<string, unknown>>(
			job.name,
			{
				pollingIntervalSeconds: 0.5,
				localConcurrency: job.concurrency ?? 1,
				heartbeatRefreshSeconds: Math.max(1, Math.floor((job.heartbeatSeconds ?? 30) / 3))
			},
			async ([one]) => {
				if (!one) return;
				const started = Date.now();
				try {
					await job.run(one.data);
					log.info({ job: job.name, id: one.id, ms: Date.now() - started }, 'job done');
				} catch (error) {
					log.error({ job: job.name, id: one.id, err: error }, 'job failed');
					throw error;
				}
			}
		);
	}
	const relay = await startRelay(database, queue, log);
	return {
		async stop() {
			await relay.stop();
			await queue.stop({ graceful: true, timeout: 8_000 });
		}
	};
}

/** Move what waits in the outbox, a batch a transaction, into the queue. */
async function relayOnce(database: Database, queue: PgBoss): Promise<number> {
	return database.system(async (db) => {
		const { rows } = await sql<{ id: number; job: string; data: Record<string, unknown>; start_after: Date | null; singleton_key: string | null }>`
			delete from core.outbox where id in (select id from core.outbox order by id limit 200 for update skip locked) returning *`.execute(db);
		const inTransaction = {
			executeSql: async (text: string, values?: unknown[]) => {
				const result = await db.executeQuery<Record<string, unknown>>({ sql: text, parameters: values ?? [], query: { kind: 'RawNode' } as never, queryId: { queryId: 'relay' } });
				return { rows: [...result.rows] };
			}
		};
		for (const row of rows.sort((a, b) => a.id - b.id)) {
			await queue.send(row.job, row.data, {
				db: inTransaction,
				...(row.start_after ? { startAfter: row.start_after } : {}),
				...(row.singleton_key ? { singletonKey: row.singleton_key } : {})
			});
		}
		return rows.length;
	});
}

async function startRelay(database: Database, queue: PgBoss, log: Log): Promise<{ stop(): Promise<void> }> {
	let stopped = false;
	let wake: () => void = () => undefined;
	const loop = (async () => {
		while (!stopped) {
			const next = new Promise<void>((resolve) => {
				wake = resolve;
				// A notification can be lost with its connection; this is the floor.
				setTimeout(resolve, 1_000).unref();
			});
			try {
				while ((await relayOnce(database, queue)) > 0);
			} catch (error) {
				tell(log, error, 'outbox relay');
			}
			await next;
		}
	})();
	const listener = await listen(
		database,
		{
			outbox: () => {
				wake();
			}
		},
		log
	);
	return {
		async stop() {
			stopped = true;
			wake();
			await listener.stop();
			await loop;
		}
	};
}

/** Call a handler on each notification of its channel; reconnects for ever. `onReconnect` runs after each (re)connection, `onLost` when one is lost or cannot be had. */
export async function listen(
	database: Database,
	handlers: Record<string, (payload: string) => void>,
	log: Log,
	onReconnect: () => void = () => undefined,
	onLost: () => void = () => undefined
): Promise<{ stop(): Promise<void> }> {
	let stopped = false;
	let current: pg.PoolClient | null = null;
	async function connect(): Promise<void> {
		if (stopped) return;
		try {
			const client = await database.systemClient();
			current = client;
			client.on('notification', (message) => handlers[message.channel]?.(message.payload ?? ''));
			client.once('error', (error) => {
				current = null;
				client.removeAllListeners('notification');
				client.release(error);
				onLost();
				if (!stopped) setTimeout(() => void connect(), 500);
			});
			for (const channel of Object.keys(handlers)) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
			onReconnect();
		} catch (error) {
			tell(log, error, 'listen');
			onLost();
			if (!stopped) setTimeout(() => void connect(), 500);
		}
	}
	await connect();
	return {
		stop() {
			stopped = true;
			const client = current;
			current = null;
			client?.removeAllListeners('notification');
			// Destroyed, not given back: a pooled connection must not go on listening.
			client?.release(true);
			return Promise.resolve();
		}
	};
}
