import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pdf } from '../../../../tests/support/documents.ts';
import { useFileWorld } from '../../../../tests/support/files.ts';
import type { Name } from '../../../../tests/support/world.ts';
import { pageKey } from './pages.ts';

const here = useFileWorld();

async function pagesOf(id: string): Promise<{ pages: number | null; page_ratios: number[]; sha256: string }> {
	const { rows } = await here.admin.query<{ pages: number | null; page_ratios: number[]; sha256: string }>('select pages, page_ratios, sha256 from files.file where id = $1', [id]);
	const [row] = rows;
	if (!row) throw new Error('no file');
	return row;
}
const look = (who: Name, id: string) => here.app.call('files.pages', here.world.actor(who), { id });
const make = async (id: string) => here.app.jobs.find((one) => one.name === 'files.pages')?.run({ sha256: (await pagesOf(id)).sha256 });

test('each page of a PDF becomes a picture, in its colours and its proportions, for who may read it', async () => {
	const id = await here.give(
		'lea',
		'devoir.pdf',
		await pdf(
			[
				[595, 842],
				[842, 595],
				[100, 5_000]
			],
			{ fill: '#ff0000' }
		)
	);
	expect((await here.get('lea', `/fichiers/${id}/pages/1`)).status).toBe(404);
	await make(id);
	const { pages, page_ratios: ratios } = await pagesOf(id);
	expect(pages).toBe(3);
	expect(ratios.map((ratio) => Math.round(ratio / 100))).toEqual([14, 7, 500]);
	const answer = await here.get('lea', `/fichiers/${id}/pages/1`);
	expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-security-policy')]).toEqual([200, 'image/webp', "default-src 'none'; sandbox"]);
	const picture = sharp(Buffer.from(await answer.arrayBuffer()));
	expect(Math.round(((await picture.metadata()).width ?? 0) / 10)).toBe(120);
	const { dominant } = await picture.stats();
	expect([dominant.r > 200, dominant.g < 50, dominant.b < 50]).toEqual([true, true, true]);
	const long = await sharp(Buffer.from(await (await here.get('lea', `/fichiers/${id}/pages/3`)).arrayBuffer())).metadata();
	expect((long.width ?? 0) * (long.height ?? 0)).toBeLessThan(6_100_000);
	for (const path of [`/fichiers/${id}/pages/4`, `/fichiers/${id}/pages/0`, `/fichiers/${id}/pages/999`]) expect((await here.get('lea', path)).status, path).toBe(404);
	expect((await here.get('zoe', `/fichiers/${id}/pages/1`)).status).toBe(404);
	// The same bytes again have their pages at once.
	expect(
		(await pagesOf(await here.give('lea', 'encore.pdf', await (await here.get('lea', `/fichiers/${id}/devoir.pdf`)).arrayBuffer().then((bytes) => new Uint8Array(bytes))))).pages
	).toBe(3);
});

test('a document that is broken, encrypted or none is downloaded, and the worker goes on', async () => {
	for (const [name, bytes] of [
		['casse.pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20_000, 'x')])],
		['coupe.pdf', (await pdf(1)).subarray(0, 300)],
		['secret.pdf', await pdf(1, { userPassword: 'secret' })],
		['texte.txt', Buffer.from('Bonjour')]
	] as const) {
		const id = await here.give('lea', name, bytes);
		await make(id);
		expect((await pagesOf(id)).pages, name).toBe(0);
		expect((await here.get('lea', `/fichiers/${id}/pages/1`)).status).toBe(404);
	}
});

test('more pages than one reads on a screen are not made, and that is said; pages go with their file', async () => {
	const long = await pdf(Array.from({ length: 103 }, () => [60, 20] as const));
	const id = await here.give('lea', 'long.pdf', long);
	await make(id);
	const { sha256, page_ratios: ratios } = await pagesOf(id);
	expect(ratios).toHaveLength(100);
	expect(await look('lea', id)).toMatchObject({ ok: true, value: { name: 'long.pdf', pages: { count: 100, cut: true } } });
	// The same bytes again are as long.
	const again = await here.give('lea', 'encore-long.pdf', long);
	expect(await look('lea', again)).toMatchObject({ ok: true, value: { pages: { count: 100, cut: true } } });
	const { store } = here.app.ports.files;
	expect(await store.size(pageKey(sha256, 100))).toBeGreaterThan(0);
	await here.admin.query('delete from files.file where id = any ($1)', [[id, again]]);
	await here.app.jobs.find((one) => one.name === 'files.sweep')?.run({});
	expect([await store.size(pageKey(sha256, 1)), await store.size(pageKey(sha256, 100))]).toEqual([null, null]);
}, 60_000);

test('of a picture, the page is its preview', async () => {
	const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#00ff00' } })
		.png()
		.toBuffer();
	const id = await here.give('lea', 'photo.png', bytes);
	await expect(make(id)).rejects.toThrow(/not there yet/);
	await here.app.jobs.find((one) => one.name === 'files.preview')?.run({ sha256: (await pagesOf(id)).sha256 });
	await make(id);
	expect(await pagesOf(id)).toMatchObject({ pages: 1, page_ratios: [500] });
	expect((await here.get('lea', `/fichiers/${id}/pages/1`)).status).toBe(200);
	expect((await here.get('lea', `/fichiers/${id}/pages/2`)).status).toBe(404);
});

test('pages are made for the first who looks and may, once; nothing is asked for who may not, nor of what has no pages', async () => {
	const id = await here.give('lea', 'plan.pdf', await pdf(2));
	const asked = async () => (await here.admin.query('select from core.outbox where job = $1', ['files.pages'])).rowCount;
	const prepare = (who: Name, file: string) => here.app.call('files.prepare-pages', here.world.actor(who), { id: file });
	await here.admin.query('delete from core.outbox');
	expect(await look('lea', id)).toMatchObject({ ok: true, value: { pages: { count: null, ratios: [], cut: false } } });
	for (const answer of [await look('zoe', id), await prepare('zoe', id)]) expect(answer).toMatchObject({ ok: false, code: 'not-found' });
	expect(await asked()).toBe(0);
	await prepare('lea', id);
	expect(await asked()).toBe(1);
	await make(id);
	await here.admin.query('delete from core.outbox');
	await prepare('lea', id);
	expect(await asked()).toBe(0);
	expect(await look('lea', id)).toMatchObject({ ok: true, value: { pages: { count: 2, ratios: [1415, 1415], cut: false } } });
	const text = await here.give('lea', 'texte.txt', Buffer.from('Bonjour'));
	expect(await look('lea', text)).toMatchObject({ ok: true, value: { pages: null } });
	await prepare('lea', text);
	expect(await asked()).toBe(0);
});
