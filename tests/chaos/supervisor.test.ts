/**
 * The house as an operator runs it, on a folder and a port of its own, with processes really killed: what
 * dies is back, what was begun is finished, and nothing is left behind.
 */
import { randomBytes } from 'node:crypto';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'preau-chaos-'));
let port = 0;
let house: ChildProcess;
let log = '';

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	return { ...process.env, PREAU_DATA: data, PORT: String(port), HOST: '127.0.0.1', PREAU_ORIGIN: `http://localhost:${port}`, PREAU_WORKERS: '2', PREAU_LOG: 'info', ...more };
}

function start(): ChildProcess {
	const child = spawn(process.execPath, ['src/cli/main.ts', 'serve'], { cwd: ROOT, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		log += text;
	});
	return child;
}

/** Run a command to its end. */
function preau(args: string[], more: NodeJS.ProcessEnv = {}) {
	return spawnSync(process.execPath, ['src/cli/main.ts', ...args], { cwd: ROOT, env: environment(more), encoding: 'utf8' });
}

async function status(path: string): Promise<number> {
	try {
		const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) });
		await answer.arrayBuffer();
		return answer.status;
	} catch {
		return 0;
	}
}

/** Milliseconds until `true`. */
async function until(what: () => Promise<boolean> | boolean, seconds: number): Promise<number> {
	const began = Date.now();
	while (!(await what())) {
		if (Date.now() - began > seconds * 1000) throw new Error(`not within ${seconds} s\n${log.split('\n').slice(-15).join('\n')}`);
		await pause(100);
	}
	return Date.now() - began;
}

const ready = (seconds: number) => until(async () => (await status('/readyz')) === 200, seconds);
const postgresPid = () => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
/** Process ids that said they were ready, the newest last. */
const pidsOf = (message: string) =>
	log
		.split('\n')
		.filter((line) => line.includes(`"msg":"${message}"`))
		.map((line) => (JSON.parse(line) as { pid: number }).pid);
const alive = (pid: number) => existsSync(`/proc/${pid}`);

beforeAll(async () => {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	port = (probe.address() as AddressInfo).port;
	probe.close();
	writeFileSync(join(data, 'secret'), randomBytes(32).toString('base64') + '\n', { mode: 0o600 });
	house = start();
	// Without a build of the pages, the first start makes one.
	await ready(170);
	await until(() => pidsOf('worker ready').length === 1 && pidsOf('web ready').length === 2, 20);
}, 200_000);

afterAll(async () => {
	if (house.exitCode === null) {
		const gone = once(house, 'exit');
		house.kill('SIGTERM');
		await gone;
	}
	rmSync(data, { recursive: true, force: true });
}, 30_000);

describe('what serve refuses', () => {
	test.each([
		['no origin', { PREAU_ORIGIN: '' }, 'PREAU_ORIGIN'],
		['passwords in clear', { PREAU_ORIGIN: 'http://ent.exemple.fr' }, 'https'],
		['a folder somebody already serves', {}, 'tourne déjà']
	])('%s', (_name, env, said) => {
		const done = preau(['serve'], env);
		expect(done.status).toBe(1);
		expect(done.stderr).toContain(said);
		expect(done.stderr.trim().split('\n')).toHaveLength(1);
	});

	test('no secret, one that others can read, the folder of a demo', () => {
		const other = mkdtempSync(join(tmpdir(), 'preau-refused-'));
		const refused = () => preau(['serve'], { PREAU_DATA: other }).stderr;
		try {
			expect(refused()).toContain('Aucun secret');
			writeFileSync(join(other, 'secret'), randomBytes(32).toString('base64'), { mode: 0o600 });
			chmodSync(join(other, 'secret'), 0o644);
			expect(refused()).toContain('chmod 600');
			chmodSync(join(other, 'secret'), 0o600);
			writeFileSync(join(other, 'demo.json'), '{}');
			expect(refused()).toContain('démonstration');
			expect(preau(['serve'], { PREAU_DATA: other, PREAU_SECRET: 'aaaa' }).status).toBe(1);
			expect(existsSync(join(other, 'postgres'))).toBe(false);
		} finally {
			rmSync(other, { recursive: true, force: true });
		}
	});
});

describe('what dies', () => {
	test('a killed database is back within 30 s; meanwhile the public page answers', async () => {
		const before = postgresPid();
		process.kill(before, 'SIGKILL');
		const seen = new Set<number>();
		await until(async () => {
			seen.add(await status('/'));
			return postgresPid() !== before && (await status('/readyz')) === 200;
		}, 30);
		expect([...seen]).toEqual([200]);
		expect(await status('/api/v1/publications/today')).toBe(200);
	}, 40_000);

	test('a killed web process is replaced, a killed worker too, and works', async () => {
		const [web = 0] = pidsOf('web ready');
		const [worker = 0] = pidsOf('worker ready');
		process.kill(web, 'SIGKILL');
		process.kill(worker, 'SIGKILL');
		await until(() => pidsOf('web ready').length === 3 && pidsOf('worker ready').length === 2, 30);
		expect(await status('/readyz')).toBe(200);
		await until(() => preau(['doctor', '--json']).stdout.includes('Les travaux de fond tournent'), 20);
	}, 60_000);

	test('renewing the web processes fails no request', async () => {
		const statuses: number[] = [];
		let asking = true;
		const load = Promise.all(
			Array.from({ length: 4 }, async () => {
				while (asking) {
					statuses.push(await status('/connexion?suite=%2Faccueil'));
					await pause(5);
				}
			})
		);
		house.kill('SIGHUP');
		await until(() => log.includes('web processes renewed'), 30);
		asking = false;
		await load;
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(statuses.length).toBeGreaterThan(50);
	}, 60_000);

	test('with the database away for good, a web process that starts shows the last information', async () => {
		const configuration = join(data, 'postgres/postgresql.conf');
		const before = readFileSync(configuration);
		appendFileSync(configuration, '\nnot a setting\n');
		process.kill(postgresPid(), 'SIGKILL');
		await until(async () => (await status('/readyz')) === 503, 10);
		const web = pidsOf('web ready').slice(-2);
		for (const pid of web) process.kill(pid, 'SIGKILL');
		await until(() => web.every((pid) => !alive(pid)), 5);
		await until(async () => (await status('/connexion')) === 200, 20);
		expect(await status('/')).toBe(200);
		expect(await status('/healthz')).toBe(200);
		expect(await status('/readyz')).toBe(503);
		writeFileSync(configuration, before);
		await ready(30);
	}, 80_000);

	test('a database left by a killed supervisor is taken over', async () => {
		const left = postgresPid();
		const gone = once(house, 'exit');
		house.kill('SIGKILL');
		await gone;
		expect(alive(left)).toBe(true);
		house = start();
		await ready(60);
		expect(alive(left)).toBe(false);
		expect(postgresPid()).not.toBe(left);
	}, 80_000);
});

describe('stopping', () => {
	test('finishes a request that was begun, within ten seconds, and leaves nothing running', async () => {
		const postgres = postgresPid();
		await until(() => pidsOf('worker ready').some(alive), 20);
		const answer = new Promise<number | undefined>((resolve, reject) => {
			const sent = httpRequest(
				{ host: '127.0.0.1', port, path: '/api/v1/publications/today', method: 'POST', headers: { 'content-type': 'application/json', 'content-length': 2 } },
				(got) => {
					got.resume();
					resolve(got.statusCode);
				}
			);
			sent.on('error', reject);
			sent.write('{');
			setTimeout(() => {
				sent.end('}');
			}, 2_000);
		});
		await pause(200);
		const began = Date.now();
		const gone = once(house, 'exit');
		house.kill('SIGTERM');
		expect(await answer).toBe(200);
		expect((await gone)[0]).toBe(0);
		expect(Date.now() - began).toBeLessThan(10_000);
		expect(alive(postgres)).toBe(false);
		expect([...pidsOf('web ready'), ...pidsOf('worker ready')].filter(alive)).toEqual([]);
		expect(existsSync(join(data, 'supervisor.pid'))).toBe(false);
	}, 20_000);

	test('after a crash of the machine, a number that is somebody else’s now keeps nobody from starting', async () => {
		// The pid of the test itself stands for a process that got the number after the crash.
		writeFileSync(join(data, 'postgres/postmaster.pid'), `${process.pid}\n${join(data, 'postgres')}\n1\n5432\n${join(data, 'run')}\n\n`);
		writeFileSync(join(data, 'supervisor.pid'), `${process.pid} 1\n`);
		house = start();
		await ready(60);
	}, 70_000);
});

test('nothing in the logs says who or what was asked', () => {
	expect(log).toContain('"route":"/api/v1/publications/today"');
	expect(log).not.toMatch(/suite=|%2Faccueil|127\.0\.0\.1/);
	expect(log.split('\n').filter((line) => line && !line.startsWith('{'))).toEqual([]);
});
