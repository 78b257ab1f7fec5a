/** The stream of the bell, over a real socket and real notifications of PostgreSQL. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announce } from '#modules/notifications';
import { listen } from '#platform/jobs';
import { useTestApp } from '../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type Name, type World } from '../../../tests/support/world.ts';
import { createDirect, type Direct } from './direct.ts';

const here = useTestApp();
let world: World;
let direct: Direct;
let listener: { stop(): Promise<void> };
const server = createServer((request, response) => {
	if (!direct.handle(request, response, new URL(request.url ?? '/', 'http://localhost'))) response.writeHead(404).end();
});
beforeAll(async () => {
	world = await createWorld(here);
	direct = createDirect(here.app);
	listener = await listen(
		here.app.database,
		{
			notice: (accounts) => {
				direct.told(accounts.split(','));
			}
		},
		here.app.log
	);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(async () => {
	direct.close();
	await listener.stop();
	server.close();
	server.closeAllConnections();
});

async function logIn(name: Name): Promise<string> {
	const answer = await here.app.call('identity.login', { kind: 'visitor', locale: 'fr' }, { login: login(name), password: PASSWORD });
	if (!answer.ok) throw new Error(answer.message);
	return answer.value.token;
}

/** A stream read event by event: `['count', '1']`. */
async function connect(token: string | null) {
	const leaving = new AbortController();
	const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications/direct`, {
		headers: token ? { cookie: `preau=${token}` } : {},
		signal: leaving.signal
	});
	const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
	let kept = '';
	return {
		status: answer.status,
		leave: () => {
			leaving.abort();
		},
		/** The next event, null when the stream has ended. */
		async next(): Promise<[string, string] | null> {
			for (;;) {
				const found = /^(?::[^\n]*\n\n)*event: (\w+)\ndata: ([^\n]*)\n\n/.exec(kept);
				if (found) {
					kept = kept.slice(found[0].length);
					return [found[1] ?? '', found[2] ?? ''];
				}
				const part = await reader?.read();
				if (!part || part.done) return null;
				kept += part.value;
			}
		}
	};
}

const tell = (key: string, ...names: Name[]) =>
	here.app.database.system((db) =>
		announce(
			db,
			{ kind: 'message', key, at: new Date(), actorName: 'Mme Durand', subject: 'Sortie', link: '/messagerie', schoolId: null, subjectRef: 'message:x' },
			names.map((name) => world.people[name])
		)
	);

test('the number comes at once, then with each notice, and goes down when read elsewhere', async () => {
	const stream = await connect(await logIn('sophie'));
	expect(await stream.next()).toEqual(['count', '0']);
	await tell('a', 'sophie', 'marc');
	expect(await stream.next()).toEqual(['count', '1']);
	await tell('b', 'marc');
	await tell('c', 'sophie');
	expect(await stream.next()).toEqual(['count', '2']);
	await here.app.call('notifications.mark-all', world.actor('sophie'), {});
	expect(await stream.next()).toEqual(['count', '0']);
	stream.leave();
});

test('who is not signed in is told not to come back', async () => {
	expect((await connect(null)).status).toBe(204);
	expect((await connect('x'.repeat(43))).status).toBe(204);
});

test('an open stream ends with its session within five seconds, even when nobody says so', async () => {
	const token = await logIn('lea');
	const stream = await connect(token);
	expect(await stream.next()).toEqual(['count', '0']);
	await here.admin.query('update identity.session set revoked_at = now() where account_id = $1', [world.people.lea]);
	const ended = await Promise.race([stream.next(), new Promise((resolve) => setTimeout(resolve, 5_000, 'too late'))]);
	expect(ended).toEqual(['fin', '']);
	expect(await stream.next()).toBeNull();
});

test('one person has six streams at most; one that closes leaves its place', async () => {
	const token = await logIn('marc');
	const six = await Promise.all(Array.from({ length: 6 }, () => connect(token)));
	expect(six.map((one) => one.status)).toEqual(Array(6).fill(200));
	expect((await connect(token)).status).toBe(503);
	const before = direct.open();
	six[0]?.leave();
	await expect.poll(() => direct.open()).toBe(before - 1);
	const again = await connect(token);
	expect(again.status).toBe(200);
	for (const one of [...six, again]) one.leave();
});

test('a process that stops sends everybody elsewhere', async () => {
	const stream = await connect(await logIn('durand'));
	expect((await stream.next())?.[0]).toBe('count');
	direct.close();
	expect(await stream.next()).toEqual(['ailleurs', '']);
	expect(await stream.next()).toBeNull();
	expect(direct.open()).toBe(0);
});
