/**
 * `node tests/load/bench-files.ts [MB]`: uploads in pieces against a bare Node server that writes and flushes the same
 * pieces, in turn, and the memory of the receiving process during a large one (2,048 MB unless told).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { visitor } from '#kernel/actor';
import { createWorld, login, PASSWORD } from '../support/world.ts';
import { median, openSite, say } from './site.ts';

const LARGE = Number(process.argv[2] ?? 2_048) * 1024 * 1024;
const PIECE = 32 * 1024 * 1024;
const SIZE = 3 * PIECE;
const ROUNDS = 5;
const GOAL = 0.6;
const port = Number(process.env.PREAU_TEST_PORT ?? 3998);

const site = await openSite('files');
const { admin, app } = await site.house('bench', 2);
const children: ChildProcess[] = [];

/** The first line it says. */
async function started(file: string, ...args: string[]): Promise<{ child: ChildProcess; said: string }> {
	const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	const [said] = (await once(child.stdout, 'data')) as [Buffer];
	return { child, said: said.toString().trim() };
}

/** One piece after the other, as a client of tus does. Bytes a second. */
async function send(address: string, bytes: Buffer, size: number, headers: Record<string, string>, each: () => void = () => undefined): Promise<number> {
	const began = performance.now();
	for (let at = 0; at < size; at += bytes.length) {
		const answer = await fetch(address, {
			method: 'PATCH',
			headers: { ...headers, 'tus-resumable': '1.0.0', 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream' },
			body: new Uint8Array(bytes)
		});
		if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
		each();
	}
	return (size / (performance.now() - began)) * 1000;
}

async function begin(headers: Record<string, string>, size: number): Promise<string> {
	const answer = await fetch(`${origin}/fichiers/envoi`, {
		method: 'POST',
		headers: { ...headers, 'tus-resumable': '1.0.0', 'upload-length': String(size), 'upload-metadata': `filename ${btoa('film.bin')},usage ${btoa('message')}` }
	});
	if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
	return origin + (answer.headers.get('location') ?? '');
}

const residentMb = (pid: number) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
const origin = `http://127.0.0.1:${port}`;

try {
	await createWorld({ app, admin });
	await admin.query('update files.purpose set most_bytes = 1e12');
	await admin.query('update files.quota set bytes = 1e13');
	const opened = await app.call('identity.login', visitor, { login: login('durand'), password: PASSWORD });
	if (!opened.ok) throw new Error(opened.message);
	const headers = { cookie: `preau=${opened.value.token}`, origin };
	const bare = await started('./bare-upload.ts', site.data);
	const ours = await started('../support/upload-server.ts', 'bench', String(port));

	say(`# uploads · ${new Date().toISOString()} · ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), load ${loadavg()[0]?.toFixed(1) ?? '?'}, Node ${process.version}`);
	const ratios: number[] = [];
	const rates: number[] = [];
	for (let round = 0; round <= ROUNDS; round++) {
		const piece = randomBytes(PIECE);
		const plain = await send(`http://127.0.0.1:${bare.said}/bare-${round}`, piece, SIZE, {});
		const kept = await send(await begin(headers, SIZE), piece, SIZE, headers);
		// The first warms both.
		if (round === 0) continue;
		ratios.push(kept / plain);
		rates.push(kept / 2 ** 20);
	}
	say(
		`${SIZE / 2 ** 20} MB in pieces of ${PIECE / 2 ** 20} MB: ratio ${median(ratios).toFixed(2)} (goal ≥ ${GOAL}; ${ratios.map((one) => one.toFixed(2)).join(', ')}), ${median(rates).toFixed(0)} MB/s, hashed, looked at and in place with the last piece`
	);

	const memory: number[] = [];
	const rate = await send(await begin(headers, LARGE), randomBytes(PIECE), LARGE, headers, () => void memory.push(residentMb(ours.child.pid ?? 0)));
	const half = memory.slice(Math.floor(memory.length / 2));
	say(
		`${LARGE / 2 ** 20} MB in one upload: ${(rate / 2 ** 20).toFixed(0)} MB/s; memory after the first piece ${memory[0] ?? 0} MB, largest in the first half ${Math.max(...memory.slice(0, half.length))} MB, in the second ${Math.max(...half)} MB`
	);
} finally {
	for (const child of children) child.kill();
	await site.close();
}
