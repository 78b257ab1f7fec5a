/** What comes out: ranges, names, and a corpus of hostile files that no browser may run as ours. */
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { afterAll, describe, expect, test } from 'vitest';
import { createScanner } from '#platform/files/scanner';
import { makePreview } from '../../modules/files/preview.ts';
import { noise, sha256, STORES, useFileWorld } from '../../../../tests/support/files.ts';
import { attachment, rangeOf } from './download.ts';

describe.each(STORES)('with files in %s', (kept) => {
	const here = useFileWorld(kept);
	const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
	const servers: Server[] = [];
	afterAll(() => {
		for (const server of servers) server.close();
	});

	describe('a download', () => {
		test('is an attachment that runs nothing, whatever it is', async () => {
			const id = await here.give('lea', 'page.html', Buffer.from('<!doctype html><script>alert(1)</script>'));
			const answer = await here.get('lea', `/fichiers/${id}/page.html`);
			expect(Object.fromEntries(answer.headers)).toMatchObject({
				'content-type': 'application/octet-stream',
				'content-disposition': `attachment; filename="page.html"; filename*=UTF-8''page.html`,
				'content-security-policy': "default-src 'none'; sandbox",
				'x-content-type-options': 'nosniff',
				'cache-control': 'private, no-cache'
			});
		});

		test('goes on where it was (206), says when it cannot (416), and is not sent again when known (304)', async () => {
			const bytes = noise(10_000);
			const path = `/fichiers/${await here.give('lea', 'a.bin', bytes)}/a.bin`;
			const part = await here.get('lea', path, { range: 'bytes=9000-' });
			expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 9000-9999/10000']);
			expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(9_000))).toBe(true);
			expect((await here.get('lea', path, { range: 'bytes=10000-' })).status).toBe(416);
			const etag = part.headers.get('etag') ?? '';
			expect((await here.get('lea', path, { 'if-none-match': etag })).status).toBe(304);
			expect((await here.get('lea', path, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
		});

		test('is for nobody without a session, and leads a browser to the door and back', async () => {
			const id = await here.give('lea', 'a.txt', noise(10));
			expect((await fetch(`${here.origin}/fichiers/${id}/a.txt`)).status).toBe(401);
			const browser = await fetch(`${here.origin}/fichiers/${id}/a.txt`, { headers: { accept: 'text/html' }, redirect: 'manual' });
			expect([browser.status, browser.headers.get('location')]).toEqual([303, `/connexion?suite=${encodeURIComponent(`/fichiers/${id}/a.txt`)}`]);
		});

		test.each([
			['bytes=0-0', 10, { start: 0, end: 0 }],
			['bytes=-3', 10, { start: 7, end: 9 }],
			['bytes=5-99', 10, { start: 5, end: 9 }],
			['bytes=-0', 10, 'unsatisfiable'],
			['bytes=0-', 0, 'unsatisfiable'],
			['bytes=0-1,3-4', 10, null],
			['bytes=5-2', 10, null],
			['lignes=1', 10, null]
		])('understands « %s » of %i bytes', (header, size, range) => {
			expect(rangeOf(header, size)).toEqual(range);
		});

		test('says names that headers cannot hold', () => {
			expect(attachment('Été “5e B” (1).pdf')).toBe(`attachment; filename="Ete _5e B_ (1).pdf"; filename*=UTF-8''%C3%89t%C3%A9%20%E2%80%9C5e%20B%E2%80%9D%20%281%29.pdf`);
			expect(attachment('a"\\;%.txt')).not.toMatch(/filename="[^"]*[\\;%]/);
		});
	});

	describe('a hostile corpus', () => {
		const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
		const gifar = Buffer.concat([Buffer.from('GIF89a/*'), Buffer.alloc(50), Buffer.from('*/=1;alert(1)')]);
		const zip = Buffer.concat([Buffer.from('504b0304', 'hex'), noise(200)]);

		test.each([
			['SVG with a script', 'dessin.svg', svg],
			['SVG that calls itself a picture', 'dessin.png', svg],
			['HTML that calls itself a picture', 'photo.jpg', Buffer.from('<html><body onload=alert(1)>')],
			['a picture that is a script too', 'photo.js.jpg', gifar],
			['an archive that calls itself a PDF', 'devoir.pdf', zip],
			['XML with entities', 'a.xml', Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]
		])('%s is bytes, nothing more', async (_what, name, bytes) => {
			const id = await here.give('lea', name, bytes);
			const answer = await here.get('lea', `/fichiers/${id}/x`);
			expect(answer.headers.get('content-type')).toBe('application/octet-stream');
			expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/);
		});

		test('archives are never unpacked: a bomb is as large as what was sent, an entry that climbs out goes nowhere', async () => {
			const bomb = await archiveOf('zeros.bin', Buffer.alloc(60_000_000));
			const slip = Buffer.from((await archiveOf('aa/aa/passwd', Buffer.from('x'))).toString('latin1').replaceAll('aa/aa/passwd', '../../passwd'), 'latin1');
			for (const bytes of [bomb, slip]) {
				const id = await here.give('lea', 'archive.zip', bytes);
				const { rows } = await here.admin.query<{ size: string; mime: string }>('select size, mime from files.file where id = $1', [id]);
				expect([Number(rows[0]?.size), rows[0]?.mime]).toEqual([bytes.length, 'application/zip']);
				const answer = await here.get('lea', `/fichiers/${id}/x`);
				expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
			}
			expect(bomb.length).toBeLessThan(100_000);
		});

		test.each([
			['../../etc/passwd', 'passwd'],
			['C:\\Windows\\system.ini', 'system.ini'],
			['facture\u202Efdp.txt', 'facturefdp.txt'],
			['a\0b\n.txt', 'ab.txt'],
			['...', 'fichier'],
			['CON.txt', '_CON.txt'],
			[`${'é'.repeat(300)}.pdf`, `${'é'.repeat(196)}.pdf`]
		])('the name %j becomes harmless', async (given, kept) => {
			const id = await here.give('lea', given, Buffer.from('x'));
			expect((await here.admin.query('select name from files.file where id = $1', [id])).rows).toEqual([{ name: kept }]);
		});

		test('a picture is made anew without what its camera wrote; a bomb of pixels gets no preview', async () => {
			const photo = await sharp({ create: { width: 2_000, height: 100, channels: 3, background: 'red' } })
				.withExif({ IFD0: { Copyright: 'SECRET' } })
				.jpeg()
				.toBuffer();
			expect(photo.includes('SECRET')).toBe(true);
			const id = await here.give('lea', 'photo.jpg', photo);
			expect((await here.get('lea', `/fichiers/${id}/apercu`)).status).toBe(404);
			await makePreview(here.tools, sha256(photo));
			const answer = await here.get('lea', `/fichiers/${id}/apercu`);
			const small = Buffer.from(await answer.arrayBuffer());
			expect([answer.status, answer.headers.get('content-type'), small.includes('SECRET')]).toEqual([200, 'image/webp', false]);
			expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 1_200 });

			const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: 'black' }, limitInputPixels: false })
				.png({ compressionLevel: 9 })
				.toBuffer();
			const bombId = await here.give('lea', 'bombe.png', bomb);
			await makePreview(here.tools, sha256(bomb));
			expect((await here.get('lea', `/fichiers/${bombId}/apercu`)).status).toBe(404);
		}, 60_000);

		test('« tout télécharger » has each file once, under a name that stays in its folder', async () => {
			const ids = [await here.give('durand', '../photo.jpg', noise(100)), await here.give('durand', 'photo.jpg', noise(200)), await here.give('durand', 'PHOTO.jpg', noise(300))];
			await here.admin.query(`create policy essai on files.use for select to preau_app using (module = 'essai' and subject_id = any (core.current_schools()))`);
			here.app.ports.fileAccess.essai = (ctx, subjects) => Promise.resolve(subjects.filter((one) => ctx.actor.roles.some((role) => role.schoolId === one)));
			await here.admin.query(`insert into files.use select id, 'essai', $2, ord, owner_id, now() from unnest($1::uuid[]) with ordinality u (id, ord) join files.file using (id)`, [
				ids,
				here.world.schoolA
			]);
			const path = `/fichiers/zip?module=essai&sujet=${here.world.schoolA}`;
			const answer = await here.get('lea', path);
			expect(answer.status).toBe(200);
			const entries = await entriesOf(Buffer.from(await answer.arrayBuffer()));
			expect(entries).toEqual([
				['photo.jpg', 100],
				['photo (2).jpg', 200],
				['PHOTO (3).jpg', 300]
			]);
			expect((await here.get('zoe', path)).status).toBe(404);
		});
	});

	describe('with clamd', () => {
		test('a virus is refused and not kept, a clean file passes, and while clamd is away nothing is acknowledged', async () => {
			const clamd = createClamd();
			clamd.listen(0, '127.0.0.1');
			servers.push(clamd);
			await once(clamd, 'listening');
			const port = (clamd.address() as AddressInfo).port;
			here.app.ports.files.scanner = createScanner(`127.0.0.1:${port}`);
			try {
				await expect(here.give('lea', 'virus.txt', Buffer.from(EICAR))).rejects.toThrow(/422.*virus/s);
				const { rows } = await here.admin.query(`select state, refused_code from files.file where name = 'virus.txt'`);
				expect(rows).toEqual([{ state: 'refused', refused_code: 'file-infected' }]);
				const clean = noise(700_000);
				expect((await here.get('lea', `/fichiers/${await here.give('lea', 'propre.bin', clean)}/x`)).status).toBe(200);
				here.app.ports.files.scanner = createScanner('127.0.0.1:1');
				await expect(here.give('lea', 'attend.bin', noise(10))).rejects.toThrow(/^503|^500/);
			} finally {
				here.app.ports.files.scanner = null;
			}
		});
	});
});

function archiveOf(name: string, bytes: Buffer): Promise<Buffer> {
	const archive = new yazl.ZipFile();
	archive.addBuffer(bytes, name);
	archive.end();
	return buffer(archive.outputStream);
}

/** The INSTREAM half of clamd: pieces with their length, a verdict after the last. */
function createClamd(): Server {
	return createServer((socket) => {
		let held = Buffer.alloc(0);
		const seen: Buffer[] = [];
		let begun = false;
		socket.on('data', (part) => {
			held = Buffer.concat([held, part]);
			if (!begun) {
				const command = 'zINSTREAM\0';
				if (held.length < command.length) return;
				if (held.subarray(0, command.length).toString() !== command) return void socket.end('UNKNOWN COMMAND\0');
				held = held.subarray(command.length);
				begun = true;
			}
			while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
				const size = held.readUInt32BE(0);
				if (size === 0) return void socket.end(Buffer.concat(seen).includes('EICAR') ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0');
				seen.push(held.subarray(4, 4 + size));
				held = held.subarray(4 + size);
			}
		});
	});
}

function entriesOf(bytes: Buffer): Promise<[string, number][]> {
	return new Promise((resolve, reject) => {
		yauzl.fromBuffer(bytes, (error, zip) => {
			if (error) return void reject(error);
			const found: [string, number][] = [];
			zip.on('entry', (entry: yauzl.Entry) => found.push([entry.fileName, entry.uncompressedSize]));
			zip.on('end', () => {
				resolve(found);
			});
			zip.on('error', reject);
		});
	});
}
