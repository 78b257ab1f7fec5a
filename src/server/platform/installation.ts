/**
 * A data folder with its database, ready to use: what the command line, the tests and the supervisor
 * share. Starts the embedded server when none runs, and stops only what it started.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { deriveKey, type Config } from './config.ts';
import { PreauError } from './failure.ts';
import { migrate } from './migrate.ts';
import { connection, describe, prepare, renewSuperuser, runningPid, serve, signalStop, superuser, type ConnectionOptions, type Embedded } from './postgres.ts';
import { APP, ensureRoles, OWNER, rolePassword, SYSTEM } from './roles.ts';
import type { ChildProcess } from 'node:child_process';

const DATABASE = 'preau';

export interface Addresses {
	owner: ConnectionOptions | null;
	app: ConnectionOptions;
	system: ConnectionOptions;
}

export function embedded(config: Config): Embedded {
	return describe(config.data, deriveKey(config, 'database:superuser').toString('base64url'));
}

/** Where each role connects. An external server brings the owner's address only to migrate. */
export function addresses(config: Config, database = DATABASE): Addresses {
	if (config.databaseUrl !== null) {
		// An address without a name gets ours, with the password that « preau database roles » gives the role.
		const as = (role: string, given: string, always = false) => {
			const url = new URL(given);
			if (always || url.username === '') {
				url.username = role;
				url.password = rolePassword(config, role);
			}
			return { connectionString: url.href };
		};
		return {
			owner: config.databaseOwnerUrl === null ? null : as(OWNER, config.databaseOwnerUrl),
			app: as(APP, config.databaseUrl),
			system: as(SYSTEM, config.databaseUrl, true)
		};
	}
	const local = embedded(config);
	const as = (role: string) => connection(local, role, rolePassword(config, role), database);
	return { owner: as(OWNER), app: as(APP), system: as(SYSTEM) };
}

/** How PostgreSQL says it. */
const WRONG_PASSWORD = '28P01';

/** The embedded server answers, but knows another superuser: the secret was replaced since. */
export class OtherSecret extends PreauError {
	constructor() {
		super(
			"Le secret n'est pas celui de cette base de données.",
			'Donnez celui de Préau (PREAU_SECRET, ou le fichier « secret » du dossier de données) ; un secret changé exprès est pris au démarrage de Préau.'
		);
	}
}

/** Wait until the server answers, at most `seconds`. */
export async function untilReady(local: Embedded, child: ChildProcess | null, seconds = 60): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const client = new pg.Client({ ...connection(local, superuser, local.superuserPassword, 'postgres'), connectionTimeoutMillis: 2_000 });
		client.on('error', () => undefined);
		try {
			await client.connect();
			await client.end();
			return;
		} catch (error) {
			await client.end().catch(() => undefined);
			if (child && (child.exitCode !== null || child.signalCode !== null))
				throw new PreauError(`PostgreSQL s'est arrêté au démarrage (code ${child.exitCode}).`, 'Lisez les lignes précédentes, ou lancez « npm run -s preau -- doctor ».');
			if ((error as { code?: string }).code === WRONG_PASSWORD) throw new OtherSecret();
			if (Date.now() > deadline) throw new PreauError(`PostgreSQL ne répond pas après ${seconds} s : ${(error as Error).message}`);
			await pause(25);
		}
	}
}

/** Start the embedded server as a child. Its standard error comes back as lines. A failure leaves no server behind. */
export async function startServer(local: Embedded, onLine: (line: string) => void = () => undefined): Promise<ChildProcess> {
	await prepare(local);
	const child = serve(local);
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		for (const line of text.split('\n')) if (line.trim()) onLine(line);
	});
	try {
		await untilReady(local, child);
	} catch (error) {
		await stopServer(child);
		throw error;
	}
	return child;
}

/** The same, after the secret was replaced: whoever owns the folder decides which it is. */
export async function startServerAnew(local: Embedded, onLine: (line: string) => void): Promise<ChildProcess> {
	await renewSuperuser(local);
	return startServer(local, onLine);
}

async function stopServer(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	signalStop(child.pid, 'fast');
	await gone;
}

export interface Opened {
	addresses: Addresses;
	/** Stop what `open` started; a server others still use stops when they are done. */
	close(): Promise<void>;
	/** The same without waiting, for a process that is told to end: its own connections end with it. */
	abandon(): void;
}

/** Make the database of this installation answer, whoever runs it, and bring it up to date. */
export async function open(config: Config, options: { migrate?: boolean } = {}): Promise<Opened> {
	const where = addresses(config);
	let child: ChildProcess | null = null;
	if (config.databaseUrl === null) {
		const local = embedded(config);
		if (runningPid(local) === null) child = await startServer(local);
		else await untilReady(local, null);
		await ensureRoles(config, connection(local, superuser, local.superuserPassword, 'postgres'), DATABASE);
	}
	if (options.migrate !== false && where.owner) await migrate(where.owner);
	/** Another command may have joined meanwhile: `smart` lets it finish first. */
	function abandon(): void {
		if (child?.pid !== undefined && child.exitCode === null) signalStop(child.pid, 'smart');
	}
	return {
		addresses: where,
		async close() {
			if (!child || child.exitCode !== null) return;
			const gone = once(child, 'exit');
			abandon();
			await gone;
		},
		abandon
	};
}
