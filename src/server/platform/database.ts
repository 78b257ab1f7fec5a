/**
 * The only way to the database: a transaction as one of two roles, with the actor set for row level
 * security. `begin` and `set_config` travel in the same packet as the first query (pipelining), and
 * statements are prepared once a connection.
 */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { schoolsOf, seesEverywhere, type Actor } from '#kernel/actor';
import type { Db } from '#kernel/context';
import type { Schema } from '#kernel/schema';
import { isConnectionLoss } from './connection-loss.ts';
import type { ConnectionOptions } from './postgres.ts';

// Dates stay days: a birth date has no time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface Database {
	transaction<T>(
		options: {
			role: 'actor' | 'system';
			actor: Actor;
			readOnly: boolean;
			keep: (result: T) => boolean;
			/** What time it is, for the policies of row level security; the server's own clock when not said. */ at?: Date;
		},
		work: (db: Db) => Promise<T>
	): Promise<T>;
	/** As the system role, outside any actor: jobs, imports, start-up. Commits unless `work` throws. */
	system<T>(work: (db: Db) => Promise<T>): Promise<T>;
	/** A raw client of the system role, for COPY and LISTEN. */
	systemClient(): Promise<pg.PoolClient>;
	ping(): Promise<boolean>;
	/** Connections in use and waiting, for /metrics. */
	load(): { total: number; idle: number; waiting: number };
	close(): Promise<void>;
}

/** Statement text → name, so that PostgreSQL plans it once a connection. Bounded: a text built of parts could be endless. */
const names = new Map<string, string>();
const MOST_NAMES = 1_000;

function nameOf(text: string): string | undefined {
	const known = names.get(text);
	if (known !== undefined) return known;
	if (names.size >= MOST_NAMES || text.length > 20_000) return undefined;
	const name = 'p' + createHash('sha256').update(text).digest('base64url').slice(0, 20);
	names.set(text, name);
	return name;
}

/** A pool of one: hands Kysely the client whose transaction we opened. */
function poolOf(client: pg.PoolClient): PostgresPool {
	const facade = {
		query: (text: string, values: readonly unknown[]) => {
			const name = nameOf(text);
			return client.query(name === undefined ? { text, values: [...values] } : { name, text, values: [...values] });
		},
		release: () => undefined
	} as unknown as PostgresPoolClient;
	return { options: {}, connect: () => Promise.resolve(facade), end: () => Promise.resolve() };
}

/** Made once a connection: the making costs as much as compiling a query. */
const builders = new WeakMap<pg.PoolClient, Db>();

function kyselyOn(client: pg.PoolClient): Db {
	const made = builders.get(client) ?? new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolOf(client) }) });
	builders.set(client, made);
	return made;
}

function actorSettings(actor: Actor, at: Date | undefined): string[] {
	const moment = at?.toISOString() ?? '';
	if (actor.kind !== 'person') return ['', '{}', '', '{}', moment];
	const profiles = [...new Set(actor.roles.map((role) => role.profile))];
	return [actor.id, `{${schoolsOf(actor).join(',')}}`, seesEverywhere(actor) ? 'yes' : '', `{${profiles.join(',')}}`, moment];
}

const READ_ONLY = 'begin read only';
const SET_ACTOR = `select set_config('preau.account', $1, true), set_config('preau.schools', $2, true),
	set_config('preau.everywhere', $3, true), set_config('preau.profiles', $4, true), set_config('preau.moment', $5, true)`;

/** How long the end of what only read may wait for the next transaction of its connection, to travel in its packet. Milliseconds. */
const LINGER_MS = 10;
/** Connections whose last transaction is still to be ended, with the timer that will. */
const lingering = new WeakMap<pg.PoolClient, NodeJS.Timeout>();

function endLater(client: pg.PoolClient): void {
	lingering.set(
		client,
		setTimeout(() => {
			endNow(client);
		}, LINGER_MS)
	);
}

/** Before anything else is asked of the connection. */
function endNow(client: pg.PoolClient): void {
	const timer = lingering.get(client);
	if (timer === undefined) return;
	clearTimeout(timer);
	lingering.delete(client);
	// A connection lost meanwhile has ended its transaction too; whoever uses it next is told.
	client.query('rollback').catch(() => undefined);
}

/** Everything that leaves for the server in this turn of the event loop leaves in one packet. */
function inOnePacket(client: pg.PoolClient): void {
	const stream = socketOf(client);
	stream.cork();
	setImmediate(() => {
		stream.uncork();
	});
}

/**
 * The longest a person's transaction may take, in milliseconds: beyond the server's own limit of a statement, for
 * a server that went without a word (a network cut, a machine off) and will never answer.
 */
const LONGEST_MS = 45_000;

/** Cut the connection if its transaction lasts: whoever waits on it is told that it was lost. */
function cutWhenSilent(client: pg.PoolClient, after: number): NodeJS.Timeout {
	return setTimeout(() => {
		socketOf(client).destroy();
	}, after);
}

function socketOf(client: pg.PoolClient): Duplex {
	return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}

export function openDatabase(options: { app: ConnectionOptions; system: ConnectionOptions; connections: number; longestMs?: number }): Database {
	// A connection has planned what pages ask of it: tens of milliseconds a statement, spent again by each new one.
	const shared = { idleTimeoutMillis: 600_000, connectionTimeoutMillis: 5_000, statement_timeout: 30_000, keepAlive: true };
	const app = new pg.Pool({ ...shared, ...options.app, max: options.connections, pipeline: true } as pg.PoolConfig);
	const system = new pg.Pool({ ...shared, ...options.system, max: Math.max(5, Math.ceil(options.connections / 2) + 1), statement_timeout: 0, pipeline: true } as pg.PoolConfig);
	// A connection that dies while idle is replaced at the next use; one that dies at work fails its query, and says
	// so a second time as an event: without listeners either would end the process, and with it the public page.
	for (const pool of [app, system]) {
		pool.on('error', () => undefined);
		pool.on('connect', (client) => client.on('error', () => undefined));
	}

	async function inTransaction<T>(
		pool: pg.Pool,
		begin: string,
		settings: string[] | null,
		keep: (result: T) => boolean,
		work: (db: Db) => Promise<T>,
		longest?: number
	): Promise<T> {
		const client = await pool.connect();
		const cut = longest === undefined ? undefined : cutWhenSilent(client, longest);
		let broken: Error | undefined;
		try {
			// Not awaited one by one: they leave together, with the first queries of `work`.
			inOnePacket(client);
			endNow(client);
			const opened = [client.query(begin), ...(settings ? [client.query({ name: 'actor', text: SET_ACTOR, values: settings })] : [])];
			const ready = Promise.all(opened);
			ready.catch(() => undefined);
			let result: T;
			try {
				result = await work(kyselyOn(client));
				await ready;
			} catch (error) {
				await client.query('rollback').catch((failure: unknown) => {
					broken = failure as Error;
				});
				throw error;
			}
			// Nothing hangs on the end of what only read: under load it travels with what comes next.
			if (begin === READ_ONLY) endLater(client);
			else await client.query(keep(result) ? 'commit' : 'rollback');
			return result;
		} catch (error) {
			if (isConnectionLoss(error)) broken = error as Error;
			throw error;
		} finally {
			clearTimeout(cut);
			client.release(broken);
		}
	}

	return {
		transaction(wanted, work) {
			const pool = wanted.role === 'actor' ? app : system;
			const begin = wanted.readOnly ? READ_ONLY : 'begin';
			// The command line and jobs take the time they need; a person who waits this long has gone.
			const longest = wanted.actor.kind === 'system' ? undefined : (options.longestMs ?? LONGEST_MS);
			return inTransaction(pool, begin, actorSettings(wanted.actor, wanted.at), wanted.keep, work, longest);
		},
		system: (work) => inTransaction(system, 'begin', null, () => true, work),
		async systemClient() {
			const client = await system.connect();
			endNow(client);
			return client;
		},
		async ping() {
			try {
				await app.query('select 1');
				return true;
			} catch {
				return false;
			}
		},
		load: () => ({ total: app.totalCount + system.totalCount, idle: app.idleCount + system.idleCount, waiting: app.waitingCount + system.waitingCount }),
		async close() {
			await Promise.all([app.end(), system.end()]);
		}
	};
}
