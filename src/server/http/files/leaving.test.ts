/** Who goes away while bytes are sent to him leaves no file open behind him. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { noise, sha256, useFileWorld } from '../../../../tests/support/files.ts';

const here = useFileWorld();
const OPEN = '/proc/self/fd';

/** Descriptors of this process on stored bytes. */
function held(sum: string): number {
	return readdirSync(OPEN).filter((one) => {
		try {
			return readlinkSync(`${OPEN}/${one}`).endsWith(sum);
		} catch {
			return false;
		}
	}).length;
}

/** Asks, and is gone: at once, or when the first bytes have come. */
async function askAndLeave(path: string, when: 'at once' | 'underway'): Promise<void> {
	const { cookie = '' } = await here.as('durand');
	const { hostname, port } = new URL(here.origin);
	await new Promise<void>((resolve) => {
		const socket = connect(Number(port), hostname);
		socket.on('close', () => {
			resolve();
		});
		socket.on('data', () => socket.destroy());
		socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${cookie}\r\n\r\n`, () => {
			if (when === 'at once') socket.destroy();
		});
	});
}

// Only there a process is told what it holds.
test.runIf(existsSync(OPEN))('neither of a file nor of « tout télécharger »', async () => {
	const bytes = noise(20_000_000);
	const id = await here.give('durand', 'long.bin', bytes);
	await here.admin.query(`create policy essai on files.use for select to preau_app using (module = 'essai' and subject_id = any (core.current_schools()))`);
	here.app.ports.fileAccess.essai = (ctx, subjects) => Promise.resolve(subjects.filter((one) => ctx.actor.roles.some((role) => role.schoolId === one)));
	await here.admin.query(`insert into files.use select id, 'essai', $2, 1, owner_id, now() from files.file where id = $1`, [id, here.world.schoolA]);
	for (const path of [`/fichiers/${id}/long.bin`, `/fichiers/zip?module=essai&sujet=${here.world.schoolA}`])
		for (const when of ['at once', 'underway'] as const) {
			await Promise.all(Array.from({ length: 5 }, () => askAndLeave(path, when)));
			// Those who left at once are still being answered; who stays has it all.
			expect((await (await here.get('durand', path)).arrayBuffer()).byteLength).toBeGreaterThanOrEqual(bytes.length);
			await expect.poll(() => held(sha256(bytes)), { message: `${path} ${when}`, timeout: 5_000 }).toBe(0);
		}
});
