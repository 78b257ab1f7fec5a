/** One supervisor a data folder: its pid and start time in a file made exclusively. */
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PreauError } from '#platform/failure';

export function lockFolder(data: string): void {
	const file = join(data, 'supervisor.pid');
	for (let attempt = 0; attempt < 2; attempt++) {
		try {
			// Written aside, then linked: nobody ever reads an empty lock, and only one can link.
			const aside = `${file}.${process.pid}`;
			writeFileSync(aside, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
			try {
				linkSync(aside, file);
			} finally {
				rmSync(aside, { force: true });
			}
			process.on('exit', () => {
				rmSync(file, { force: true });
			});
			return;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			const pid = holder(data);
			if (pid !== null) {
				throw new PreauError(`Préau tourne déjà sur ce dossier de données (processus ${pid}).`, 'Arrêtez-le d’abord, ou donnez un autre dossier par PREAU_DATA.');
			}
			// Left by a crash: the number is free, or somebody else's now.
			rmSync(file, { force: true });
		}
	}
}

/** The supervisor that holds the folder, if it lives: its number may be somebody else's now. */
export function holder(data: string): number | null {
	const file = join(data, 'supervisor.pid');
	if (!existsSync(file)) return null;
	const [pid = '0', start = ''] = readFileSync(file, 'utf8').trim().split(' ');
	return start !== '' && startOf(Number(pid)) === start ? Number(pid) : null;
}

/** When a process began (clock ticks since boot), to tell it from another that got its number later. */
function startOf(pid: number): string | undefined {
	try {
		return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
	} catch {
		try {
			process.kill(pid, 0);
			return 'alive';
		} catch {
			return undefined;
		}
	}
}
