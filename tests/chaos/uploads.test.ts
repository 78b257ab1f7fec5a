/**
 * Promises 1 and 4, with the client programs use (tus-js-client): the process that receives is killed again and
 * again, and no acknowledged byte is lost, no upload begins anew; a fault while finishing never leaves a client
 * believing in a file that is not there. PREAU_UPLOAD_KILLS says how often: 10 here, 1,000 in the long run.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reconcile } from '../../src/server/modules/files/jobs.ts';
import { idOf, noise, sha256, useFileWorld } from '../support/files.ts';
import { freePort } from '../support/house.ts';
import { nothingTold, send } from '../support/tus-client.ts';

const KILLS = Number(process.env.PREAU_UPLOAD_KILLS ?? 10);
/** Kills in a row without an acknowledgement between them. */
const IN_VAIN = 5;
const SIZE = 24 * 1024 * 1024;
const here = useFileWorld();
let port = 0;
let server: ChildProcess | null = null;

beforeAll(async () => {
	port = await freePort();
	await here.admin.query(`update files.quota set bytes = 1e13`);
});
afterAll(() => {
	server?.kill('SIGKILL');
});

async function start(): Promise<void> {
	const child = spawn(process.execPath, ['tests/support/upload-server.ts', here.addresses.app.database ?? '', String(port)], {
		cwd: fileURLToPath(new URL('../..', import.meta.url)),
		env: { ...process.env, PREAU_DATA: here.config.data },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	server = child;
	const died = once(child, 'exit').then(([code]: unknown[]) => {
		throw new Error(`the server ended with ${String(code)} before it was ready`);
	});
	died.catch(() => undefined);
	await Promise.race([once(child.stdout ?? child, 'data'), died]);
}

async function kill(): Promise<void> {
	const gone = server ? once(server, 'exit') : null;
	server?.kill('SIGKILL');
	await gone;
}

test(
	`${KILLS} times killed while receiving: no acknowledged byte lost or altered, no upload begun anew`,
	async () => {
		await start();
		const origin = `http://127.0.0.1:${port}`;
		const headers = { ...(await here.as('durand')), origin };
		let kills = 0;
		let hits = 0;
		while (kills < KILLS) {
			const bytes = noise(SIZE);
			const told = nothingTold();
			let done = false;
			const sending = send({ bytes, origin, headers, told, piece: 512 * 1024 }).finally(() => {
				done = true;
			});
			const killing = (async () => {
				let seen = 0;
				let inVain = 0;
				while (!done && kills < KILLS) {
					// Somewhere between two chunks, in one, or in the finishing.
					await pause(20 + Math.random() * 400);
					// On a busy machine every kill may come before the first byte: the client would give up, and nothing be shown.
					inVain = told.acknowledged > seen ? 0 : inVain + 1;
					while (inVain > IN_VAIN && !done && told.acknowledged === seen) await pause(20);
					seen = told.acknowledged;
					if (done) return;
					if (told.acknowledged > 0) hits += 1;
					await kill();
					kills += 1;
					await start();
				}
			})();
			await sending;
			await killing;
			expect(told.lost).toEqual([]);
			expect(told.creations).toBe(1);
			const { rows } = await here.admin.query(`select state, sha256 from files.file where id = $1`, [idOf(told.url)]);
			expect(rows).toEqual([{ state: 'finished', sha256: sha256(bytes) }]);
			const back = await here.get('durand', `/fichiers/${idOf(told.url)}/film.bin`);
			expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(sha256(bytes));
		}
		// Some of them while bytes had been acknowledged, or this shows nothing.
		expect(hits).toBeGreaterThan(KILLS / 4);
	},
	60_000 + KILLS * 8_000
);

test('while finishing fails the client is told so, and believes nothing; the reconciler finishes what was received', async () => {
	const { store } = here.app.ports.files;
	const put = store.put;
	let faults = 0;
	store.put = () => {
		faults += 1;
		return Promise.reject(new Error('the store is away'));
	};
	const bytes = noise(100_000);
	const headers = await here.as('durand');
	const told = nothingTold();
	await expect(send({ bytes, origin: here.origin, headers, told, patience: 2 })).rejects.toThrow();
	expect(faults).toBeGreaterThan(1);
	expect(told.acknowledged).toBe(0);
	const { rows } = await here.admin.query<{ id: string }>(`select id from files.file where state = 'uploading' and received = size and size = 100000`);
	expect(rows.length).toBe(1);
	store.put = put;
	expect(await reconcile(here.tools)).toBe(1);
	expect(await reconcile(here.tools)).toBe(0);
	const back = await here.get('durand', `/fichiers/${rows[0]?.id ?? ''}/film.bin`);
	expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(sha256(bytes));
});

test('who asks again after a fault gets the file finished, not a promise', async () => {
	const { store } = here.app.ports.files;
	const put = store.put;
	let faults = 0;
	store.put = async (key, path) => {
		// Once after the bytes are in place, before anything says so: the worst moment.
		if (faults === 0) {
			faults += 1;
			await put(key, path);
			throw new Error('died here');
		}
		await put(key, path);
	};
	const bytes = noise(100_001);
	const told = nothingTold();
	await send({ bytes, origin: here.origin, headers: await here.as('durand'), told, patience: 5 });
	store.put = put;
	expect(faults).toBe(1);
	const { rows } = await here.admin.query(`select state, sha256 from files.file where id = $1`, [idOf(told.url)]);
	expect(rows).toEqual([{ state: 'finished', sha256: sha256(bytes) }]);
});
