/** Files of a page without JavaScript. */
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { noise, sha256, useFileWorld } from '../../../../tests/support/files.ts';

const here = useFileWorld();

async function post(files: [string, Uint8Array][], query = 'usage=message&retour=/messagerie/ecrire?a=b', headers?: Record<string, string>) {
	const body = new FormData();
	body.append('objet', 'Bonjour');
	for (const [name, bytes] of files) body.append('fichiers', new Blob([Buffer.from(bytes)]), name);
	// A length is what a browser sends with a form.
	const request = new Request(here.origin, { method: 'POST', body });
	const text = Buffer.from(await request.arrayBuffer());
	return fetch(`${here.origin}/fichiers/formulaire?${query}`, {
		method: 'POST',
		body: text,
		redirect: 'manual',
		headers: { ...(headers ?? (await here.as('lea'))), 'content-type': request.headers.get('content-type') ?? '' }
	});
}
const found = (answer: Response) => new URL(answer.headers.get('location') ?? '', here.origin);

describe('a form', () => {
	test('brings its files and leads back with their ids', async () => {
		const [one, two] = [noise(2_000_000), noise(10)];
		const answer = await post([
			['un.bin', one],
			['deux.txt', two]
		]);
		expect(answer.status).toBe(303);
		const target = found(answer);
		expect([target.pathname, target.searchParams.get('a')]).toEqual(['/messagerie/ecrire', 'b']);
		const ids = target.searchParams.getAll('fichier');
		const { rows } = await here.admin.query<{ id: string; sha256: string; size: number }>('select id, sha256, size from files.file where id = any ($1)', [ids]);
		expect(ids.map((id) => rows.find((row) => row.id === id)?.sha256)).toEqual([sha256(one), sha256(two)]);
	});

	test('with an empty file field leads back with nothing', async () => {
		expect(found(await post([['', new Uint8Array()]])).search).toBe('?a=b');
	});

	test('says what was not taken, and keeps what was', async () => {
		const target = found(
			await post([
				['bon.txt', noise(10)],
				['jeu.exe', noise(10)]
			])
		);
		expect([target.pathname, target.searchParams.get('code')]).toEqual(['/fichiers/refus', 'file-program']);
		expect(target.searchParams.get('retour')).toMatch(/^\/messagerie\/ecrire\?a=b&fichier=/);
	});

	test('sent again because its answer was lost brings the files it brought, with their moments; other bytes, or another form, bring others', async () => {
		const [one, two] = [noise(2_000), noise(10)];
		const named = `usage=work&cle=${randomUUID()}&retour=/x`;
		const send = async (files: [string, Uint8Array][], query = named) => found(await post(files, query)).searchParams.getAll('fichier');
		const both: [string, Uint8Array][] = [
			['un.bin', one],
			['deux.txt', two]
		];
		const first = await send(both);
		expect(await send(both)).toEqual(first);
		expect(await Promise.all([send(both), send(both)])).toEqual([first, first]);
		const { rows } = await here.admin.query<{ id: string }>(`select id from files.file where name in ('un.bin', 'deux.txt') and purpose = 'work' order by created_at`);
		expect(rows.map((row) => row.id).sort()).toEqual([...first].sort());
		const [other, same] = await send([
			['un.bin', noise(2_000)],
			['deux.txt', two]
		]);
		expect(other).not.toBe(first[0]);
		expect(same).toBe(first[1]);
		expect(await send(both, `usage=work&cle=${randomUUID()}&retour=/x`)).not.toEqual(first);
		expect(await send(both, 'usage=work&retour=/x')).not.toEqual(first);
	});

	test('never leads to another host', async () => {
		for (const back of ['//ailleurs.example', 'https://ailleurs.example', '/\\ailleurs.example']) {
			const target = found(await post([['a.txt', noise(1)]], `usage=message&retour=${encodeURIComponent(back)}`));
			expect([target.host, target.pathname]).toEqual([new URL(here.origin).host, '/accueil']);
		}
	});

	test('from another site is refused; without a session it leads to the door', async () => {
		const session = await here.as('lea');
		expect((await post([['a.txt', noise(1)]], 'usage=message', { ...session, origin: 'https://ailleurs.example' })).status).toBe(403);
		expect(found(await post([['a.txt', noise(1)]], 'usage=message&retour=/x', { origin: here.origin })).pathname).toBe('/connexion');
	});
});

test.each([
	['a form of who is not signed in', '/fichiers/formulaire?usage=message&retour=/messagerie/ecrire', 'multipart/form-data; boundary=x', 303],
	['a body that is too long for the API', '/api/v1/publications/today', 'application/json', 413]
])('%s is answered while it still comes in: whoever sends is not cut off, and the line serves again', async (_what, path, type, status) => {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const bytes = noise(8_000_000);
	const seen = await new Promise<number | undefined>((resolve, reject) => {
		const sending = httpRequest(here.origin + path, { method: 'POST', agent, headers: { 'content-type': type, 'content-length': bytes.length } });
		sending.on('error', reject);
		sending.write(bytes.subarray(0, 400_000));
		sending.on('response', (answer) => {
			answer.resume();
			// Only now the rest, as a proxy goes on sending.
			sending.end(bytes.subarray(400_000));
			sending.on('finish', () => {
				resolve(answer.statusCode);
			});
		});
	});
	expect(seen).toBe(status);
	const again = await new Promise<number | undefined>((resolve, reject) => {
		httpRequest(`${here.origin}/healthz`, { agent }, (answer) => {
			answer.resume();
			resolve(answer.statusCode);
		})
			.on('error', reject)
			.end();
	});
	expect(again).toBe(200);
	agent.destroy();
});
