/**
 * A database server that runs, or seems to run, on our folder before we start ours: left by a supervisor
 * that was killed, used by a command, or only a file left by a crash.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PreauError } from '#platform/failure';
import type { Log } from '#platform/log';
import { runningPid, signalStop, type Embedded } from '#platform/postgres';

/** A command (an import, say) may take its time. Minutes. */
const COMMAND_MINUTES = 30;

/** Returns when no server runs on the folder. An orphan is stopped cleanly; a command is waited for. */
export async function makeRoom(local: Embedded, log: Log, given: () => boolean): Promise<void> {
	for (let waited = 0; !given(); waited += 100) {
		const pid = runningPid(local);
		if (pid === null) break;
		if (isOrphan(pid)) {
			if (waited === 0) log.warn({ child: pid }, 'a database server was left behind, stopping it');
			// Its web processes, if any are left, end by themselves within seconds.
			if (waited === 0) signalStop(pid, 'smart');
			if (waited === 3_000) signalStop(pid, 'fast');
			if (waited >= 60_000) throw new PreauError(`Un ancien PostgreSQL (processus ${pid}) ne s'arrête pas.`, `Arrêtez-le : kill -INT ${pid}.`);
		} else {
			if (waited === 0) log.warn({ child: pid }, 'a command uses the database, waiting for it');
			if (waited >= COMMAND_MINUTES * 60_000) throw new PreauError('Une commande utilise encore la base de données.', 'Attendez qu’elle finisse, puis relancez.');
		}
		await pause(100);
	}
	forgetReusedPid(local);
}

/**
 * After a crash of the machine, the number in `postmaster.pid` may belong to another process of ours, and
 * PostgreSQL then refuses to start. The file is removed only when nothing works on the cluster any more:
 * it is what keeps two servers off one folder.
 */
function forgetReusedPid(local: Embedded): void {
	const file = join(local.cluster, 'postmaster.pid');
	if (!existsSync(file) || !existsSync('/proc')) return;
	const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
	if (!alive(pid) || worksOn(local.cluster)) return;
	rmSync(file, { force: true });
	for (const name of readdirSync(local.socket)) if (name.startsWith('.s.PGSQL.')) rmSync(join(local.socket, name), { force: true });
}

function alive(pid: number): boolean {
	return existsSync(`/proc/${pid}`);
}

/** Every process of a server has the cluster as its working directory. */
function worksOn(cluster: string): boolean {
	const folder = realpathSync(cluster);
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.some((pid) => {
			try {
				return readlinkSync(`/proc/${pid}/cwd`) === folder;
			} catch {
				return false;
			}
		});
}

/** Its parent is no program of ours any more, but whatever the system gives orphans to. */
function isOrphan(pid: number): boolean {
	try {
		const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
		return parent <= 1 || !/node|npm/.test(readFileSync(`/proc/${parent}/cmdline`, 'utf8'));
	} catch {
		return true;
	}
}
