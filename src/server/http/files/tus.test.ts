/** The protocol on our store: what is told is on the disk and in the row. */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { idOf, metadata, noise, sha256, TUS, STORES, useFileWorld } from '../../../../tests/support/files.ts';

describe.each(STORES)('with files in %s', (kept) => {
	const here = useFileWorld(kept);
	const row = async (id: string) => (await here.admin.query<Record<string, unknown>>('select * from files.file where id = $1', [id])).rows[0];

	describe('an upload', () => {
		test('arrives in pieces, is finished with its last byte and comes back the same', async () => {
			const bytes = noise(300_000);
			const address = await here.begin('lea', bytes.length);
			expect(await row(idOf(address))).toMatchObject({ state: 'uploading', received: 0, name: 'devoir.txt', owner_id: here.world.people.lea, school_id: here.world.schoolA });
			expect((await here.patch('lea', address, 0, bytes.subarray(0, 100_000))).headers.get('upload-offset')).toBe('100000');
			expect(await here.offset('lea', address)).toBe(100_000);
			expect((await here.patch('lea', address, 100_000, bytes.subarray(100_000))).status).toBe(204);
			expect(await row(idOf(address))).toMatchObject({ state: 'finished', received: 300_000, sha256: sha256(bytes) });
			const back = await here.get('lea', `/fichiers/${idOf(address)}/devoir.txt`);
			expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(sha256(bytes));
		});

		test('of nothing is a file too', async () => {
			const id = await here.give('lea', 'vide.txt', new Uint8Array());
			expect(await row(id)).toMatchObject({ state: 'finished', size: 0 });
			expect(await (await here.get('lea', `/fichiers/${id}/vide.txt`)).text()).toBe('');
		});

		test('the same bytes of two people are kept once', async () => {
			const bytes = noise(5_000);
			const [one, two] = [await here.give('lea', 'a.bin', bytes), await here.give('zoe', 'b.bin', bytes)];
			expect((await here.admin.query('select 1 from files.blob where sha256 = $1', [sha256(bytes)])).rowCount).toBe(1);
			expect(one).not.toBe(two);
			// The part of the second was not needed.
			expect(await here.app.ports.files.spool.size(two)).toBe(null);
		});

		test('at another offset than what is here is refused, and nothing changes', async () => {
			const address = await here.begin('lea', 10);
			await here.patch('lea', address, 0, noise(4));
			expect((await here.patch('lea', address, 2, noise(4))).status).toBe(409);
			expect(await here.offset('lea', address)).toBe(4);
		});

		test('longer than announced is refused', async () => {
			const address = await here.begin('lea', 10);
			expect((await here.patch('lea', address, 0, noise(11))).status).toBe(413);
			expect(await here.offset('lea', address)).toBe(0);
		});

		test('keeps what came before the line broke', async () => {
			const bytes = noise(200_000);
			const address = await here.begin('lea', bytes.length);
			const headers = { ...TUS, ...(await here.as('lea')), 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'content-length': bytes.length };
			await new Promise<void>((resolve) => {
				const sending = httpRequest(here.origin + address, { method: 'PATCH', headers });
				sending.on('error', () => undefined).on('close', resolve);
				sending.write(bytes.subarray(0, 150_000), () => sending.destroy());
			});
			const offset = await here.offset('lea', address);
			expect(offset).toBeGreaterThan(0);
			expect((await stat(here.app.ports.files.spool.path(idOf(address)))).size).toBeGreaterThanOrEqual(offset);
			expect((await here.patch('lea', address, offset, bytes.subarray(offset))).status).toBe(204);
			expect(await row(idOf(address))).toMatchObject({ state: 'finished', sha256: sha256(bytes) });
		});

		test('a second line for the same upload takes over from the first', async () => {
			const bytes = noise(400_000);
			const address = await here.begin('lea', bytes.length);
			const headers = { ...TUS, ...(await here.as('lea')), 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'content-length': bytes.length };
			const hanging = httpRequest(here.origin + address, { method: 'PATCH', headers });
			hanging.on('error', () => undefined);
			await new Promise((resolve) => hanging.write(bytes.subarray(0, 150_000), resolve));
			// Sent is not yet taken: HEAD must not come before the line has the lock.
			const held = `select 1 from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`;
			await expect.poll(async () => (await here.admin.query(held)).rowCount).toBe(1);
			// HEAD asks for the lock: the silent line is ended, what it brought is kept.
			const offset = await here.offset('lea', address);
			expect((await here.patch('lea', address, offset, bytes.subarray(offset))).status).toBe(204);
			expect(await row(idOf(address))).toMatchObject({ state: 'finished', sha256: sha256(bytes) });
			hanging.destroy();
		});

		test('a line that lost its lock with the database tells nothing more: who goes on begins where it was told before', async () => {
			const bytes = noise(400_000);
			const address = await here.begin('lea', bytes.length);
			const headers = { ...TUS, ...(await here.as('lea')), 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', 'content-length': bytes.length };
			const hanging = httpRequest(here.origin + address, { method: 'PATCH', headers });
			const ended = new Promise<void>((resolve) => hanging.on('error', () => undefined).on('close', resolve));
			await new Promise((resolve) => hanging.write(bytes.subarray(0, 150_000), resolve));
			const holder = `select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`;
			await expect.poll(async () => (await here.admin.query(holder)).rowCount).toBe(1);
			await here.admin.query(`select pg_terminate_backend(pid) from (${holder}) one`);
			await expect.poll(async () => (await here.admin.query(holder)).rowCount).toBe(0);
			hanging.end(bytes.subarray(150_000));
			await ended;
			expect(await row(idOf(address))).toMatchObject({ received: 0, state: 'uploading' });
			expect(await here.offset('lea', address)).toBe(0);
			expect((await here.patch('lea', address, 0, bytes)).status).toBe(204);
			expect(await row(idOf(address))).toMatchObject({ state: 'finished', sha256: sha256(bytes) });
		});

		test('is taken back by its owner: row and bytes are gone', async () => {
			const address = await here.begin('lea', 10);
			await here.patch('lea', address, 0, noise(4));
			const answer = await fetch(here.origin + address, { method: 'DELETE', headers: { ...TUS, ...(await here.as('lea')) } });
			expect(answer.status).toBe(204);
			expect(await row(idOf(address))).toBe(undefined);
			expect(await here.app.ports.files.spool.size(idOf(address))).toBe(null);
		});
	});

	describe('checksums', () => {
		const sum = (algorithm: string, bytes: Uint8Array) => `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`;

		test.each(['sha1', 'sha256', 'md5'])('a chunk with the right %s is kept', async (algorithm) => {
			const bytes = noise(1_000);
			const address = await here.begin('lea', bytes.length);
			expect((await here.patch('lea', address, 0, bytes, { 'upload-checksum': sum(algorithm, bytes) })).status).toBe(204);
		});

		test('of a chunk with the wrong one nothing is kept: 460', async () => {
			const bytes = noise(3_000_000);
			const address = await here.begin('lea', bytes.length);
			await here.patch('lea', address, 0, bytes.subarray(0, 1_000));
			const answer = await here.patch('lea', address, 1_000, bytes.subarray(1_000), { 'upload-checksum': sum('sha1', bytes) });
			expect(answer.status).toBe(460);
			expect(await answer.text()).toMatch(/abîmée/);
			expect(await here.offset('lea', address)).toBe(1_000);
			expect((await readFile(here.app.ports.files.spool.path(idOf(address)))).equals(bytes.subarray(0, 1_000))).toBe(true);
		});

		test('one that is not known is said to be so', async () => {
			const address = await here.begin('lea', 3);
			expect((await here.patch('lea', address, 0, noise(3), { 'upload-checksum': 'crc32 AAAA' })).status).toBe(400);
		});
	});

	describe('who may', () => {
		const create = async (headers: Record<string, string>, size = 10, filename = 'a.txt') =>
			fetch(`${here.origin}/fichiers/envoi`, {
				method: 'POST',
				headers: { ...TUS, 'upload-length': String(size), 'upload-metadata': metadata({ filename, usage: 'message' }), ...headers }
			});

		test('not a visitor, not from another site, not with a wrong token', async () => {
			expect((await create({})).status).toBe(401);
			expect((await create({ origin: 'https://ailleurs.example', cookie: 'preau=x' })).status).toBe(403);
			expect((await create({ authorization: `Bearer ${'x'.repeat(43)}` })).status).toBe(401);
		});

		test('somebody else’s upload does not exist: no look, no byte, no end', async () => {
			const address = await here.begin('lea', 10);
			const as = await here.as('sophie');
			for (const method of ['HEAD', 'DELETE']) expect((await fetch(here.origin + address, { method, headers: { ...TUS, ...as } })).status, method).toBe(404);
			expect((await here.patch('sophie', address, 0, noise(10))).status).toBe(404);
			expect(await here.offset('lea', address)).toBe(0);
		});

		test('too large for its purpose is 413, over one’s quota or the school’s is 507, each with a sentence', async () => {
			const large = await create(await here.as('lea'), 101 * 1024 * 1024);
			expect([large.status, await large.text()]).toEqual([413, expect.stringMatching(/100 Mo/)]);
			await here.admin.query(`insert into files.quota values ($1, 'pupil', 1000)`, [here.world.schoolB]);
			const own = await create(await here.as('zoe'), 100_000);
			expect([own.status, await own.text()]).toEqual([507, expect.stringMatching(/presque plein/)]);
			await here.admin.query(`insert into files.quota values ($1, null, 0)`, [here.world.schoolB]);
			const school = await create(await here.as('nadia'), 100);
			expect([school.status, await school.text()]).toEqual([507, expect.stringMatching(/collège est plein/)]);
		});

		test('programs are refused by their name, and by their bytes under another', async () => {
			expect((await create(await here.as('lea'), 10, 'jeu.exe')).status).toBe(422);
			const bytes = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
			const address = await here.begin('lea', bytes.length, 'devoir.pdf');
			expect((await here.patch('lea', address, 0, bytes)).status).toBe(422);
			expect(await row(idOf(address))).toMatchObject({ state: 'refused', refused_code: 'file-program' });
			expect(await here.app.ports.files.spool.size(idOf(address))).toBe(null);
		});

		test('what the protocol offers is said to who asks', async () => {
			const answer = await fetch(`${here.origin}/fichiers/envoi`, { method: 'OPTIONS' });
			expect(answer.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination,expiration,checksum');
			expect(answer.headers.get('tus-checksum-algorithm')).toBe('sha1,sha256,md5');
			expect(answer.headers.get('access-control-allow-origin')).toBe(null);
		});
	});
});
