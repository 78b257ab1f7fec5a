/** No personal data in logs and metrics: a demo full of people is used, broken and mended, and nobody is named. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSONAS } from '#modules/directory';
import { freePort, House } from '../support/house.ts';

const house = new House(await freePort(), { PREAU_LOG: 'debug' });
const SAID = {
	search: 'canariquete',
	login: 'canari.inconnu',
	password: 'canari secret du matin',
	subject: 'Canariobjet',
	body: 'Canaricorps',
	email: 'canari@exemple.test'
};
let cookie = '';
let metrics = '';

function ask(path: string, init: RequestInit = {}): Promise<Response> {
	return fetch(house.origin + path, { redirect: 'manual', ...init, headers: { cookie, origin: house.origin, ...(init.headers as Record<string, string>) } });
}
const form = (path: string, fields: Record<string, string>) =>
	ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
const api = (name: string, input: unknown) => ask(`/api/v1/${name}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } });

beforeAll(async () => {
	house.start(['src/processes/start.ts']);
	await house.ready(170);
	// The supervisor prints the personas for whoever tries Préau, on standard output: no log.
	const opened = house.preau(['accounts', 'session', 'helene.durand', '--json'], { PREAU_LOG: 'warn' });
	({ cookie } = JSON.parse(opened.stdout) as { cookie: string });
}, 200_000);
afterAll(() => house.close(), 30_000);

test('people search, write, mistype, and meet a dead database', async () => {
	expect((await ask(`/annuaire?q=${SAID.search}`)).status).toBe(200);
	const found = (await (await ask('/api/v1/messaging/find-recipients?q=lea')).json()) as { people?: { key: string }[] } & Record<string, unknown>;
	const to = /"((?:person|group)[^"]*:[^"]+)"/.exec(JSON.stringify(found))?.[1];
	expect(to).toBeDefined();
	const sent = await api('messaging/send', { to: [to], subject: SAID.subject, body: SAID.body, key: crypto.randomUUID() });
	expect(await sent.json()).toMatchObject({ messageId: expect.any(String) as string });
	expect((await form('/connexion', { login: SAID.login, password: SAID.password })).status).toBeGreaterThanOrEqual(400);
	await form('/mot-de-passe-oublie', { login: SAID.login, email: SAID.email });
	expect((await ask(`/messagerie/${SAID.search}`)).status).toBe(404);
	expect((await ask(`/api/v1/${SAID.search}/x?q=${SAID.login}`)).status).toBe(404);

	process.kill(house.postgresPid(), 'SIGKILL');
	await Promise.allSettled([
		form('/connexion', { login: SAID.login, password: SAID.password }),
		api('messaging/send', { to: [to], subject: SAID.subject, body: SAID.body, key: 'k' })
	]);
	await house.ready(30);
	await house.until(() => house.log.includes('"job done"'), 60);
	metrics = await (await fetch(`http://127.0.0.1:${house.port}/metrics`)).text();
}, 150_000);

test('the log says what happened, and to nobody', () => {
	expect(house.log).toContain('"route":"/annuaire"');
	expect(house.log).toContain('postgres died');
	expect(named(house.log)).toEqual([]);
	expect(house.log).not.toContain(cookie.split('=')[1]);
});

test('metrics count routes by pattern, and nobody', () => {
	expect(metrics).toContain('route="/messagerie/[thread]"');
	expect(metrics).toContain('preau_restarts_total{process="postgres"} 1');
	expect(named(metrics)).toEqual([]);
});

/** Whatever of people, or of what they wrote, stands in a text. */
function named(text: string): string[] {
	const lower = text.toLowerCase();
	const people = PERSONAS.flatMap((one) => [one.login, one.name, one.name.split(' ').at(-1) ?? '']);
	return [...people, ...Object.values(SAID), '127.0.0.1', 'suite=', '?q='].filter((word) => lower.includes(word.toLowerCase()));
}
