/** The client pages use (tus-js-client), with what pages tell it: begun once, and never begun anew for a session that ended. */
import { randomUUID } from 'node:crypto';
import * as tus from 'tus-js-client';
import { expect, test } from 'vitest';
import { answered, keepAddress, mayPass } from '../../../ui/writing/resume.ts';
import { badLine } from '../../../../tests/support/bad-line.ts';
import { idOf, metadata, noise, sha256, TUS, useFileWorld } from '../../../../tests/support/files.ts';
import { nothingTold, send } from '../../../../tests/support/tus-client.ts';

const here = useFileWorld();
const uploads = async () => (await here.admin.query('select 1 from files.file where owner_id = $1', [here.world.people.lea])).rowCount ?? 0;

test('a session that ends in the middle: the address stays, and once one is signed in again the same upload goes on where it was', async () => {
	const before = await uploads();
	const bytes = noise(300_000);
	const signedIn = await here.as('lea');
	const headers: Record<string, string> = { ...signedIn };
	const asked: string[] = [];
	const failed: (ReturnType<typeof answered> | 'sent')[] = [];
	let over: (how: (typeof failed)[number]) => void = () => undefined;
	const upload = new tus.Upload(bytes, {
		endpoint: `${here.origin}/fichiers/envoi`,
		headers,
		metadata: { filename: 'film.bin', usage: 'message' },
		chunkSize: 100_000,
		retryDelays: [0, 0],
		onChunkComplete() {
			headers.cookie = 'preau=somebody-logged-out';
		},
		onAfterResponse(request, response) {
			asked.push(`${request.getMethod()} ${response.getStatus()}`);
			keepAddress(request, response);
		},
		onShouldRetry: mayPass,
		onError: (error) => {
			over(answered(error));
		},
		onSuccess: () => {
			over('sent');
		}
	});
	const go = () =>
		new Promise<(typeof failed)[number]>((resolve) => {
			over = resolve;
			upload.start();
		});
	expect(await go()).toMatchObject({ status: 401 });
	const address = upload.url;
	// Asked too early, before one is signed in.
	expect(await go()).toMatchObject({ status: 401 });
	expect(upload.url).toBe(address);
	expect(asked).toEqual(['POST 201', 'PATCH 204', 'PATCH 401', 'HEAD 401']);
	Object.assign(headers, signedIn);
	upload.options.onChunkComplete = null;
	expect(await go()).toBe('sent');
	expect(upload.url).toBe(address);
	expect(asked.slice(4)).toEqual(['HEAD 200', 'PATCH 204', 'PATCH 204']);
	expect(await uploads()).toBe(before + 1);
	const back = await here.get('lea', `/fichiers/${idOf(address ?? '')}/film.bin`);
	expect(sha256(new Uint8Array(await back.arrayBuffer()))).toBe(sha256(bytes));
});

test('the answer that it is begun is lost on the line: asked again, it is the upload that was begun', async () => {
	const before = await uploads();
	let connections = 0;
	const line = await badLine(Number(new URL(here.origin).port), () => ({ up: Infinity, down: connections++ < 2 ? 10 : Infinity }));
	try {
		const told = nothingTold();
		const bytes = noise(5_000);
		await send({ bytes, origin: line.origin, headers: { ...(await here.as('lea')), origin: line.origin }, told });
		expect(line.cuts).toBeGreaterThan(1);
		expect(await uploads()).toBe(before + 1);
	} finally {
		line.close();
	}
});

test('a name serves for one upload: of other bytes it is refused, and of one that has bytes nothing is written over', async () => {
	const cle = randomUUID();
	const ask = async (size: number, name: Parameters<typeof here.as>[0] = 'lea', body?: Buffer) =>
		fetch(`${here.origin}/fichiers/envoi`, {
			method: 'POST',
			headers: {
				...TUS,
				...(await here.as(name)),
				'upload-length': String(size),
				'upload-metadata': metadata({ filename: 'a.bin', usage: 'message', cle }),
				...(body ? { 'content-type': 'application/offset+octet-stream' } : {})
			},
			...(body ? { body: Buffer.from(body) } : {})
		});
	const address = (await ask(1_000)).headers.get('location') ?? '';
	expect((await ask(2_000)).status).toBe(409);
	// Another's name is another's.
	expect((await ask(1_000, 'zoe')).headers.get('location')).not.toBe(address);
	await here.patch('lea', address, 0, noise(400));
	expect((await ask(1_000, 'lea', noise(1_000))).status).toBe(409);
	expect(await here.offset('lea', address)).toBe(400);
});
