/** What only an object storage does: it goes away and comes back, and browsers fetch from it without us. */
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createS3Store } from '#platform/files/s3-store';
import { placeOf, StoreAway } from '#platform/files/store';
import { s3Config } from '#platform/s3-config';
import { BUCKET } from '../../../../tests/support/object-storage.ts';
import { idOf, noise, sha256, useFileWorld } from '../../../../tests/support/files.ts';
import { makePreview } from '../../modules/files/preview.ts';
import { reconcile, sweep } from '../../modules/files/jobs.ts';

const here = useFileWorld('an object storage', (objects) => ({ ...objects.settings(), PREAU_S3_PUBLIC_ENDPOINT: objects.endpoint() }));
const row = async (id: string) => (await here.admin.query<Record<string, unknown>>('select state, received from files.file where id = $1', [id])).rows[0];

describe('a download from the storage', () => {
	test('is led there for a minute after access was checked, as an attachment of the type we know, in parts too', async () => {
		const bytes = noise(10_000);
		const id = await here.give('lea', 'page été.html', bytes);
		const answer = await here.get('lea', `/fichiers/${id}/x`);
		expect([answer.status, answer.headers.get('cache-control'), await answer.text()]).toEqual([302, 'no-store', '']);
		const address = new URL(answer.headers.get('location') ?? '');
		expect([address.origin, address.searchParams.get('X-Amz-Expires')]).toEqual([here.objects.endpoint(), '60']);
		const file = await fetch(address);
		expect(Object.fromEntries(file.headers)).toMatchObject({
			'content-type': 'application/octet-stream',
			'content-disposition': `attachment; filename="page ete.html"; filename*=UTF-8''page%20%C3%A9t%C3%A9.html`
		});
		expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(bytes));
		const part = await fetch(address, { headers: { range: 'bytes=9990-' } });
		expect([part.status, Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(9_990))]).toEqual([206, true]);
	});

	test('is given to nobody else, and no address can be bent to another file, or to a page', async () => {
		const [id, other] = [await here.give('lea', 'a.txt', noise(10)), noise(20)];
		await here.give('zoe', 'b.txt', other);
		expect((await here.get('zoe', `/fichiers/${id}/x`)).status).toBe(404);
		const address = new URL((await here.get('lea', `/fichiers/${id}/x`)).headers.get('location') ?? '');
		const elsewhere = new URL(address);
		elsewhere.pathname = `/${BUCKET}/${placeOf(sha256(other))}`;
		const shown = new URL(address);
		shown.searchParams.set('response-content-disposition', 'inline');
		for (const bent of [elsewhere, shown]) expect((await fetch(bent)).status).toBe(403);
		expect((await fetch(address)).status).toBe(200);
	});
});

describe('while the storage is away', () => {
	test('an upload is told 503 in French, loses nothing, and is moved when the storage is back', async () => {
		const bytes = noise(50_000);
		const address = await here.begin('lea', bytes.length);
		await here.objects.stop();
		try {
			const answer = await here.patch('lea', address, 0, bytes);
			expect([answer.status, await answer.text()]).toEqual([503, expect.stringMatching(/ce qui est envoyé est gardé/)]);
			expect(await row(idOf(address))).toEqual({ state: 'uploading', received: bytes.length });
			expect(await here.app.ports.files.spool.size(idOf(address))).toBe(bytes.length);
			expect(await reconcile(here.tools)).toBe(0);
		} finally {
			await here.objects.start();
		}
		expect(await reconcile(here.tools)).toBe(1);
		const found = await here.get('lea', `/fichiers/${idOf(address)}/x`);
		expect(sha256(new Uint8Array(await (await fetch(found.headers.get('location') ?? '')).arrayBuffer()))).toBe(sha256(bytes));
		expect(await here.app.ports.files.spool.size(idOf(address))).toBe(null);
	}, 60_000);

	test('a download says so, a preview is made later, and what should be removed still has its row', async () => {
		const bytes = noise(100);
		const id = await here.give('lea', 'a.bin', bytes);
		const unwanted = noise(101);
		await here.app.call('files.remove-mine', here.world.actor('lea'), { id: await here.give('lea', 'b.bin', unwanted) });
		await here.objects.stop();
		try {
			const answer = await here.get('lea', `/fichiers/${id}/x`);
			expect([answer.status, await answer.text()]).toEqual([503, expect.stringMatching(/Les fichiers ne sont pas accessibles/)]);
			await expect(makePreview(here.tools, sha256(bytes))).rejects.toThrow(StoreAway);
			await expect(sweep(here.tools)).rejects.toThrow(StoreAway);
		} finally {
			await here.objects.start();
		}
		const preview = async () => (await here.admin.query('select preview from files.blob where sha256 = $1', [sha256(bytes)])).rows;
		expect(await preview()).toEqual([{ preview: 'none' }]);
		expect(await here.app.ports.files.store.size(sha256(unwanted))).toBe(101);
		await sweep(here.tools);
		expect(await here.app.ports.files.store.size(sha256(unwanted))).toBe(null);
	}, 60_000);
});

describe('the store', () => {
	const config = () => {
		const found = s3Config(here.objects.settings(), here.origin);
		if (!found) throw new Error('no storage');
		return found;
	};

	test('sends large files in parts, and what comes back is the same, whole and in pieces', async () => {
		const bytes = noise(12_000_000);
		const path = join(here.config.data, 'parts.bin');
		await writeFile(path, bytes);
		const before = here.objects.asked.length;
		const store = createS3Store(config(), 5 * 1024 * 1024);
		await store.put(sha256(bytes), path);
		expect(here.objects.asked.slice(before).filter((one) => /^PUT .*[?&]partNumber=[123]&/.test(one)).length).toBe(3);
		expect(sha256(await buffer(await store.read(sha256(bytes))))).toBe(sha256(bytes));
		expect((await buffer(await store.read(sha256(bytes), { start: 5_242_870, end: 5_242_890 }))).equals(bytes.subarray(5_242_870, 5_242_891))).toBe(true);
		await store.close();
	});

	test('says whose fault it is that nothing can be had', async () => {
		const found = async (change: Partial<ReturnType<typeof config>>) => {
			const store = createS3Store({ ...config(), ...change });
			const answer = await store.check();
			await store.close();
			return answer;
		};
		expect(await found({})).toBe('ok');
		expect(await found({ bucket: 'nulle-part' })).toBe('no-bucket');
		expect(await found({ secretKey: 'fausse' })).toBe('refused');
		expect(await found({ endpoint: 'http://127.0.0.1:1' })).toBe('away');
	});
});

describe('the settings', () => {
	const whole = { PREAU_S3_ENDPOINT: 'https://s3.exemple.fr/', PREAU_S3_BUCKET: 'preau', PREAU_S3_KEY_ID: 'nom', PREAU_S3_SECRET_KEY: 'clé' };
	test('are whole or nothing, and never of our own host', () => {
		expect(s3Config({}, 'https://ent.exemple.fr')).toBe(null);
		expect(s3Config(whole, 'https://ent.exemple.fr')).toMatchObject({ endpoint: 'https://s3.exemple.fr', region: 'us-east-1', publicEndpoint: null });
		for (const name of ['PREAU_S3_BUCKET', 'PREAU_S3_KEY_ID', 'PREAU_S3_SECRET_KEY'])
			expect(() => s3Config({ ...whole, [name]: '' }, 'https://ent.exemple.fr'), name).toThrow(name);
		expect(() => s3Config({ ...whole, PREAU_S3_ENDPOINT: '' }, 'https://ent.exemple.fr')).toThrow(/sans PREAU_S3_ENDPOINT/);
		expect(() => s3Config({ ...whole, PREAU_S3_ENDPOINT: 'https://nom:secret@s3.exemple.fr' }, 'https://ent.exemple.fr')).toThrow(/^((?!secret).)*$/);
		expect(() => s3Config({ ...whole, PREAU_S3_PUBLIC_ENDPOINT: 'https://ent.exemple.fr:9000' }, 'https://ent.exemple.fr')).toThrow(/même nom d’hôte/);
	});
});
