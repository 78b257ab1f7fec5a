/**
 * The house as an operator runs it, on a folder and a port of its own, with processes really killed: what
 * dies is back, what was begun is finished, and nothing is left behind.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alive, freePort, House } from '../support/house.ts';

const house = new House(await freePort());
const { data, port } = house;
const preau = house.preau.bind(house);
const status = house.status.bind(house);
const until = house.until.bind(house);
const ready = house.ready.bind(house);
const pidsOf = house.pidsOf.bind(house);
const postgresPid = house.postgresPid.bind(house);

const renewals = () => house.log.split('web processes renewed').length;

/** End the supervisor; gives its exit code. */
async function signalled(signal: NodeJS.Signals): Promise<unknown> {
	const child = house.process;
	if (!child) throw new Error('not started');
	const gone = once(child, 'exit');
	child.kill(signal);
	return (await gone)[0] as unknown;
}

beforeAll(async () => {
	writeFileSync(join(data, 'secret'), randomBytes(32).toString('base64') + '\n', { mode: 0o600 });
	house.start();
	// Without a build of the pages, the first start makes one.
	await ready(170);
	await until(() => pidsOf('worker ready').length === 1 && pidsOf('web ready').length === 2, 20);
}, 200_000);

afterAll(() => house.close(), 30_000);

describe('what serve refuses', () => {
	const other = mkdtempSync(join(tmpdir(), 'preau-beside-'));
	writeFileSync(join(other, 'secret'), randomBytes(32).toString('base64'), { mode: 0o600 });
	afterAll(() => {
		rmSync(other, { recursive: true, force: true });
	});

	test.each([
		['no origin', { PREAU_ORIGIN: '' }, 'PREAU_ORIGIN'],
		['passwords in clear', { PREAU_ORIGIN: 'http://ent.exemple.fr' }, 'https'],
		['a folder somebody already serves', {}, 'tourne déjà'],
		['a port somebody else listens on', { PREAU_DATA: other }, `port ${port} est pris`]
	])('%s', (_name, env, said) => {
		const done = preau(['serve'], env);
		expect(done.status).toBe(1);
		expect(done.stderr).toContain(said);
		expect(done.stderr.trim().split('\n')).toHaveLength(1);
	});

	test('no secret, one that others can read or guess, the folder of a demo', () => {
		const empty = mkdtempSync(join(tmpdir(), 'preau-refused-'));
		const refused = () => preau(['serve'], { PREAU_DATA: empty }).stderr;
		try {
			expect(refused()).toContain('Aucun secret');
			writeFileSync(join(empty, 'secret'), randomBytes(32).toString('base64'), { mode: 0o600 });
			chmodSync(join(empty, 'secret'), 0o644);
			expect(refused()).toContain('chmod 600');
			chmodSync(join(empty, 'secret'), 0o600);
			writeFileSync(join(empty, 'demo.json'), '{}');
			expect(refused()).toContain('démonstration');
			rmSync(join(empty, 'demo.json'));
			writeFileSync(join(empty, 'secret'), Buffer.alloc(32).toString('base64'));
			expect(refused()).toContain('trop faible');
			for (const PREAU_SECRET of ['aaaa', Buffer.alloc(32).toString('base64')]) expect(preau(['serve'], { PREAU_DATA: empty, PREAU_SECRET }).stderr).toContain('trop faible');
			expect(existsSync(join(empty, 'postgres'))).toBe(false);
		} finally {
			rmSync(empty, { recursive: true, force: true });
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
		// A command beside the running house uses its database, and leaves it running.
		expect(JSON.parse(preau(['directory', 'stats', '--json']).stdout)).toMatchObject({ people: 0 });
		expect(await status('/readyz')).toBe(200);
	}, 60_000);

	test('who is connecting while a web process dies is answered, or cut off: nobody hangs', async () => {
		const ready = pidsOf('web ready');
		const web = ready.at(-1) ?? 0;
		process.kill(web, 'SIGSTOP');
		const asking = Promise.all(Array.from({ length: 12 }, () => ended()));
		await pause(300);
		process.kill(web, 'SIGKILL');
		expect(await asking).not.toContain('hangs');
		await until(() => pidsOf('web ready').length > ready.length, 30);
	}, 60_000);

	/** A connection of its own, which nobody keeps for the next. */
	function ended(): Promise<'answered' | 'cut' | 'hangs'> {
		return new Promise((resolve) => {
			const sent = httpRequest({ host: '127.0.0.1', port, path: '/healthz', agent: false, timeout: 8_000 }, (answer) => {
				answer.resume();
				resolve('answered');
			});
			sent.once('timeout', () => {
				resolve('hangs');
				sent.destroy();
			});
			sent.once('error', () => {
				resolve('cut');
			});
			sent.end();
		});
	}

	test('a web process that dies while it is renewed keeps the others from nothing', async () => {
		const web = pidsOf('web ready').at(-1) ?? 0;
		const before = renewals();
		house.process?.kill('SIGHUP');
		await pause(200);
		process.kill(web, 'SIGKILL');
		await until(() => renewals() > before, 40);
		await until(() => !alive(web), 5);
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
		const before = renewals();
		house.process?.kill('SIGHUP');
		await until(() => renewals() > before, 30);
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
		await signalled('SIGKILL');
		expect(alive(left)).toBe(true);
		house.start();
		await ready(60);
		expect(alive(left)).toBe(false);
		expect(postgresPid()).not.toBe(left);
	}, 80_000);
});

describe('stopping', () => {
	test('finishes a request that was begun, and leaves nothing running', async () => {
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
		const ended = signalled('SIGTERM');
		expect(await answer).toBe(200);
		expect(await ended).toBe(0);
		// Every process ended by itself: the supervisor kills, within its ten seconds, whoever does not.
		expect(house.log).not.toContain('did not end by itself');
		expect(alive(postgres)).toBe(false);
		expect([...pidsOf('web ready'), ...pidsOf('worker ready')].filter(alive)).toEqual([]);
		expect(existsSync(join(data, 'supervisor.pid'))).toBe(false);
	}, 20_000);

	test('after a crash of the machine, a number that is somebody else’s now keeps nobody from starting', async () => {
		// The pid of the test itself stands for a process that got the number after the crash.
		writeFileSync(join(data, 'postgres/postmaster.pid'), `${process.pid}\n${join(data, 'postgres')}\n1\n5432\n${join(data, 'run')}\n\n`);
		writeFileSync(join(data, 'supervisor.pid'), `${process.pid} 1\n`);
		house.start();
		await ready(60);
	}, 70_000);

	test('who does not end when asked is killed, and the house is down all the same', async () => {
		await until(() => pidsOf('worker ready').some(alive), 20);
		const worker = pidsOf('worker ready').findLast(alive) ?? 0;
		process.kill(worker, 'SIGSTOP');
		const postgres = postgresPid();
		expect(await signalled('SIGTERM')).toBe(0);
		expect(house.log).toContain('did not end by itself');
		expect([worker, postgres].filter(alive)).toEqual([]);
	}, 30_000);

	test('a secret replaced meanwhile: a command says so at once, a start takes it', async () => {
		writeFileSync(join(data, 'secret'), randomBytes(32).toString('base64') + '\n');
		const refused = preau(['directory', 'stats']);
		expect(refused).toMatchObject({ status: 1, stdout: '' });
		expect(refused.stderr).toMatch(/^preau : Le secret n'est pas celui de cette base de données\.[^\n]+\n$/);
		expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
		house.start();
		await ready(60);
		expect(JSON.parse(preau(['directory', 'stats', '--json']).stdout)).toMatchObject({ people: 0 });
	}, 90_000);
});

test('nothing in the logs says who or what was asked', () => {
	expect(house.log).toContain('"route":"/api/v1/publications/today"');
	expect(house.log).not.toMatch(/suite=|%2Faccueil|127\.0\.0\.1/);
	expect(house.log.split('\n').filter((line) => line && !line.startsWith('{'))).toEqual([]);
});
