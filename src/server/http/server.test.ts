import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../tests/support/database.ts';
import { createApi } from '../api/index.ts';
import { createWebServer } from './server.ts';

const here = useTestApp();
let server: Server;
let origin: string;

beforeAll(async () => {
	server = createWebServer({
		app: here.app,
		publicPages: null,
		api: createApi(here.app),
		pages: (_request, response) => {
			response.end('page');
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

async function send(headers: Record<string, string>, method = 'POST'): Promise<[number, string]> {
	const answer = await fetch(`${origin}/messagerie/ecrire`, { method, headers, ...(method === 'GET' ? {} : { body: 'subject=a' }) });
	return [answer.status, (await answer.text()).trim()];
}

describe('a form', () => {
	test('of our own page comes in; of another site, or of nobody knows where, it is refused with a sentence', async () => {
		expect(await send({ origin })).toEqual([200, 'page']);
		const refused = [403, 'La demande ne vient pas de Préau. Rechargez la page, puis réessayez.'];
		for (const headers of [{ origin: 'https://ailleurs.example' }, { origin: 'null' }, {}, { origin: 'https://ailleurs.example', 'content-type': 'application/json' }])
			expect(await send(headers)).toEqual(refused);
		expect(await send({ origin: 'https://ailleurs.example', 'accept-language': 'en' })).toEqual([403, expect.stringMatching(/^[A-Z].*Préau/)]);
	});

	test('a link from elsewhere is followed', async () => {
		expect(await send({ origin: 'https://ailleurs.example' }, 'GET')).toEqual([200, 'page']);
	});
});
