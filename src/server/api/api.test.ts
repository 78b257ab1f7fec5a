import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebServer } from '../http/server.ts';
import { createApi } from './index.ts';
import { useTestApp } from '../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type Name, type World } from '../../../tests/support/world.ts';
import { visitor } from '#kernel/actor';

const test_ = useTestApp();
let world: World;
let server: Server;
let origin: string;

beforeAll(async () => {
	world = await createWorld(test_);
	server = createWebServer({
		app: test_.app,
		publicPages: null,
		api: createApi(test_.app),
		pages: (_request, response) => {
			response.writeHead(404).end('page');
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.close();
	server.closeAllConnections();
});

async function cookieOf(name: Name): Promise<string> {
	const answer = await test_.app.call('identity.login', visitor, { login: login(name), password: PASSWORD });
	if (!answer.ok) throw new Error(answer.code);
	return `preau=${answer.value.token}`;
}

async function tokenOf(name: Name): Promise<string> {
	const made = await test_.app.call('identity.create-access-token', world.actor(name), { label: 'essai', days: 7 });
	if (!made.ok) throw new Error(made.code);
	await test_.admin.query('update identity.account set totp_confirmed_at = now() where person_id = $1', [world.people[name]]);
	return made.value.token;
}

async function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
	const answer = await fetch(origin + path, init);
	return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
	return ask(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

describe('reading', () => {
	test('a public query by GET answers its value, never cached', async () => {
		const answer = await ask('/api/v1/publications/today');
		expect(answer).toMatchObject({ status: 200, body: { items: [] } });
		expect(answer.headers.get('cache-control')).toBe('no-store');
	});

	test('by GET with the query string, or by POST with JSON: the same', async () => {
		const cookie = await cookieOf('lea');
		const byGet = await ask('/api/v1/publications/list?stage=live&page=1', { headers: { cookie } });
		const byPost = await post('/api/v1/publications/list', { stage: 'live', page: 1 }, { cookie });
		expect(byGet.status).toBe(200);
		expect(byPost.body).toEqual(byGet.body);
	});

	test('a visitor is told to sign in, in his language', async () => {
		expect(await ask('/api/v1/publications/list')).toMatchObject({ status: 401, body: { code: 'not-signed-in', fields: {} } });
		const english = await ask('/api/v1/publications/list', { headers: { 'accept-language': 'en-GB' } });
		expect(english.body.message).toMatch(/sign in/i);
	});

	test('what is not found, not allowed or not offered has one shape', async () => {
		for (const path of [
			'/api',
			'/api/v1',
			'/api/v1/publications/nothing',
			'/api/v1/identity/login',
			'/api/v2/x/y',
			'/api/v1/publications/set-thumbnail',
			'/api/v1/constructor/name'
		]) {
			expect(await ask(path), path).toMatchObject({ status: 404, body: { code: 'no-such-endpoint' } });
		}
		const wrong = await ask('/api/v1/publications/create-news');
		expect(wrong).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
		expect(wrong.headers.get('allow')).toBe('POST');
	});
});

describe('commands', () => {
	const news = () => ({ schoolId: world.schoolA, title: 'Par l’API', body: 'Texte.' });

	test('with a token: done, and audited under the person', async () => {
		const authorization = `Bearer ${await tokenOf('principalA')}`;
		const answer = await post('/api/v1/publications/create-news', news(), { authorization });
		expect(answer).toMatchObject({ status: 200, body: { id: expect.any(String) as string } });
		const lines = await test_.admin.query('select actor_id from core.audit where command = $1', ['publications.create-news']);
		expect(lines.rows).toEqual([{ actor_id: world.people.principalA }]);
	});

	test('with a session: only from a page of the same origin', async () => {
		const cookie = await cookieOf('staffA');
		expect(await post('/api/v1/publications/create-news', news(), { cookie })).toMatchObject({ status: 403, body: { code: 'cross-origin' } });
		expect(await post('/api/v1/publications/create-news', news(), { cookie, origin: 'https://ailleurs.example' })).toMatchObject({ status: 403, body: { code: 'cross-origin' } });
		expect(await post('/api/v1/publications/create-news', news(), { cookie, 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
		expect(await post('/api/v1/publications/create-news', news(), { cookie, origin: 'null', 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 403 });
		expect(await post('/api/v1/publications/create-news', news(), { cookie, origin })).toMatchObject({ status: 200 });
		expect(await post('/api/v1/publications/create-news', news(), { cookie, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
	});

	test('a token that is not valid is refused, whatever cookie comes along', async () => {
		const cookie = await cookieOf('lea');
		for (const authorization of ['Bearer x', `Bearer ${'A'.repeat(43)}`, 'Basic YTpi']) {
			const answer = await ask('/api/v1/publications/list', { headers: { cookie, authorization } });
			expect(answer).toMatchObject({ status: 401, body: { code: 'token-not-valid' } });
			expect(answer.headers.get('www-authenticate')).toBe('Bearer');
		}
	});

	test('a token works for a query and a command until it is revoked', async () => {
		const authorization = `Bearer ${await tokenOf('durand')}`;
		const query = () => ask('/api/v1/publications/list', { headers: { authorization } });
		const command = () => post('/api/v1/identity/set-display', { size: 'large' }, { authorization });
		expect((await query()).status).toBe(200);
		expect((await command()).status).toBe(200);
		const mine = await test_.admin.query<{ id: string }>('select id from identity.access_token where account_id = $1', [world.people.durand]);
		expect(await post('/api/v1/identity/revoke-access-token', { tokenId: mine.rows[0]?.id }, { authorization })).toMatchObject({ status: 200 });
		expect(await query()).toMatchObject({ status: 401, body: { code: 'token-not-valid' } });
		expect(await command()).toMatchObject({ status: 401, body: { code: 'token-not-valid' } });
	});

	test('what exists no longer, what was done already, what was tried too often: 404, 409, 429', async () => {
		const authorization = `Bearer ${await tokenOf('principalA')}`;
		const shape = { code: expect.any(String) as string, message: expect.stringMatching(/\p{L}/u) as string, fields: {} };
		const nobody = { school: world.schoolA, person: '01900000-0000-7000-8000-000000000000' };
		expect(await post('/api/v1/directory/unblock-account', nobody, { authorization })).toMatchObject({ status: 404, body: shape });
		expect(await post('/api/v1/directory/unblock-account', { ...nobody, person: world.people.sophie }, { authorization })).toMatchObject({ status: 409, body: shape });

		const cookie = await cookieOf('lea');
		const write = () => post('/api/v1/messaging/send', { to: [`person:${world.people.durand}`], subject: 'Encore', body: 'Bonjour', key: crypto.randomUUID() }, { cookie, origin });
		let answer = await write();
		for (let more = 0; more < 60 && answer.status === 200; more++) answer = await write();
		expect(answer).toMatchObject({ status: 429, body: shape });
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
	});

	test('wrong input: 422 with the sentence of each field; the same policy as pages', async () => {
		const authorization = `Bearer ${await tokenOf('staffA')}`;
		const answer = await post('/api/v1/publications/create-news', { ...news(), title: '' }, { authorization });
		expect(answer).toMatchObject({ status: 422, body: { code: 'invalid-input', fields: { title: 'Remplissez ce champ.' } } });
		expect(await post('/api/v1/publications/create-news', { ...news(), schoolId: world.schoolB }, { authorization })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
	});
});

describe('bad input', () => {
	const path = '/api/v1/publications/today';
	test('not JSON, not an object, not UTF-8, not announced as JSON', async () => {
		const json = { 'content-type': 'application/json' };
		for (const body of ['{', '', '[]', 'null', '"x"', new Uint8Array([0x7b, 0xff, 0x7d])]) {
			expect(await ask(path, { method: 'POST', headers: json, body })).toMatchObject({ status: 422, body: { code: 'json-malformed' } });
		}
		for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
			expect(await ask(path, { method: 'POST', headers: { 'content-type': type }, body: '{}' })).toMatchObject({ status: 422, body: { code: 'json-expected' } });
		}
	});

	test('a body over 256 kB is refused, announced or not', async () => {
		expect(await post(path, { x: 'x'.repeat(300_000) })).toMatchObject({ status: 413, body: { code: 'too-large' } });
		const status = await new Promise<number | undefined>((resolve, reject) => {
			const sent = httpRequest(origin + path, { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } }, (answer) => {
				answer.resume();
				resolve(answer.statusCode);
			});
			sent.on('error', reject);
			sent.write(`{"x":"${'x'.repeat(300_000)}`);
			sent.end('"}');
		});
		expect(status).toBe(413);
	});

	test('keys that name the prototype are only keys', async () => {
		const answer = await ask('/api/v1/publications/today?__proto__=1&constructor=2');
		expect(answer.status).toBe(200);
	});
});

describe('the OpenAPI document', () => {
	test('lists every definition that is offered, who may use it and what it takes', async () => {
		const { body } = await ask('/api/openapi.json');
		const paths = body.paths as Record<
			string,
			{
				get?: { parameters: { name: string }[]; security: object[] };
				post: { description: string; requestBody: { content: { 'application/json': { schema: { properties: Record<string, unknown>; required: string[] } } } } };
			}
		>;
		expect(body.openapi).toBe('3.1.0');
		expect(paths['/api/v1/identity/login']).toBeUndefined();
		const create = paths['/api/v1/publications/create-news'];
		expect(create?.get).toBeUndefined();
		expect(create?.post.description).toContain('principal');
		const schema = create?.post.requestBody.content['application/json'].schema;
		expect(schema?.required).toEqual(['title', 'body']);
		expect(Object.keys(schema?.properties ?? {})).toContain('audience');
		expect(paths['/api/v1/publications/list']?.get?.parameters.map((one) => one.name)).toEqual(['stage', 'from', 'page']);
		expect(paths['/api/v1/publications/today']?.get?.security).toContainEqual({});
		expect(Object.keys(paths).length).toBeGreaterThan(20);
	});
});

test('with the database away: 503, and when to come back', async () => {
	const lost = Object.assign(new Error('Connection terminated'), { code: '57P01' });
	const { transaction } = test_.app.engine;
	test_.app.engine.transaction = () => Promise.reject(lost);
	try {
		const answer = await ask('/api/v1/publications/today');
		expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
		expect(answer.headers.get('retry-after')).toBe('5');
	} finally {
		test_.app.engine.transaction = transaction;
	}
});
