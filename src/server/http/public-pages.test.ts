/** The copy of the public pages that is kept in memory, on the real news of a real database, by a clock the test turns. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../tests/support/database.ts';
import { createWorld, type World } from '../../../tests/support/world.ts';
import { createPublicPages, type PublicPages } from './public-pages.ts';

const here = useTestApp();
let world: World;
let pages: PublicPages;
let server: Server;
let database = true;

/** What stands on the page: the titles, in their order. */
async function render(): Promise<Response> {
	if (!database) throw new Error('the database is stopped');
	const answer = await here.app.call('publications.today', visitor, {});
	return new Response(answer.ok ? answer.value.items.map((one) => one.title).join(' | ') : answer.code, { status: answer.ok ? 200 : 500 });
}

async function shown(path: '/' | '/connexion', headers: Record<string, string> = {}): Promise<string> {
	const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });
	expect(answer.status).toBe(200);
	return answer.text();
}

async function publish(title: string, more: Record<string, unknown> = {}): Promise<void> {
	const made = await here.app.call('publications.create-news', world.actor('department'), { title, body: 'Le texte.', audience: 'public', ...more });
	if (!made.ok) throw new Error(`${made.code} ${JSON.stringify(made.fields)}`);
	const done = await here.app.call('publications.publish-news', world.actor('department'), { id: made.value.id });
	if (!done.ok) throw new Error(done.code);
}

const ENGLISH = { cookie: 'langue=en' };
const everywhere = async () => [await shown('/'), await shown('/connexion'), await shown('/', ENGLISH), await shown('/connexion', ENGLISH)];

/** Fifteen seconds by the clock are promised; the database takes the time it takes. */
async function after15Seconds(there: string): Promise<void> {
	await vi.advanceTimersByTimeAsync(15_000);
	await expect.poll(everywhere, { timeout: 10_000 }).toEqual([there, there, there, there]);
}

beforeAll(async () => {
	vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: new Date('2027-01-11T06:50:00Z') });
	world = await createWorld(here);
	pages = createPublicPages(here.app, {}, render);
	await pages.start();
	server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		if (!pages.serveAtOnce(request, response) && !pages.serve(request, response, url)) response.writeHead(404).end();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterEach(() => {
	database = true;
	pages.databaseThere(true);
});
afterAll(() => {
	pages.stop();
	server.closeAllConnections();
	server.close();
	vi.useRealTimers();
});

describe('the public pages in memory', () => {
	test('what is planned appears at its minute and goes at its minute, and nobody starts anything again', async () => {
		await publish('cantine', { endsAt: '2027-01-11T20:00' });
		await publish('grève', { startsAt: '2027-01-11T08:00', endsAt: '2027-01-11T09:00' });
		vi.setSystemTime(new Date('2027-01-11T06:59:30Z'));
		await after15Seconds('cantine');
		vi.setSystemTime(new Date('2027-01-11T07:00:00Z'));
		await after15Seconds('grève | cantine');
		vi.setSystemTime(new Date('2027-01-11T08:00:00Z'));
		await after15Seconds('cantine');
	});

	test('several a day: the most important first, then the newest', async () => {
		vi.setSystemTime(new Date('2027-01-12T07:00:00Z'));
		await publish('devoirs');
		vi.setSystemTime(new Date('2027-01-12T07:01:00Z'));
		await publish('fermeture', { importance: 'urgent' });
		await publish('transports', { importance: 'important' });
		vi.setSystemTime(new Date('2027-01-12T07:02:00Z'));
		await publish('piscine');
		await after15Seconds('fermeture | transports | piscine | devoirs');
	});

	test('with the database stopped both pages go on with the last information, also for people with a session', async () => {
		const before = await shown('/');
		expect(before).toContain('fermeture');
		database = false;
		pages.databaseThere(false);
		pages.invalidate();
		vi.setSystemTime(new Date('2027-01-12T09:00:00Z'));
		await vi.advanceTimersByTimeAsync(60_000);
		for (const path of ['/', '/connexion'] as const) {
			expect(await shown(path)).toBe(before);
			expect(await shown(path, { cookie: 'preau=quelqu-un' })).toBe(before);
		}
	});

	test('a process that starts without the database shows the last information, from the disk', async () => {
		database = false;
		const before = await shown('/connexion');
		const next = createPublicPages(here.app, {}, render);
		await next.start();
		const old = pages;
		pages = next;
		expect(await shown('/connexion')).toBe(before);
		expect(await shown('/')).toBe(before);
		pages = old;
		next.stop();
	});
});
