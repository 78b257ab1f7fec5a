/** What the spool tells is on the disk: seen from the order of calls, and from what a failing disk leaves. */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpool, type OpenFile, type SpoolFile } from './spool.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

/** A disk that writes down what is asked of it, and may fail at flushing. */
function recording(failing = { datasync: false }) {
	const calls: string[] = [];
	const openFile: OpenFile = async (path, flags) => {
		const file = await open(path, flags);
		const recorded: SpoolFile = {
			async writev(parts, position) {
				const done = await file.writev(parts, position);
				calls.push(`written ${position + done.bytesWritten}`);
				return done;
			},
			async datasync() {
				if (failing.datasync) throw new Error('disk');
				await file.datasync();
				calls.push('flushed');
			},
			truncate: (length) => file.truncate(length),
			close: () => file.close()
		};
		return recorded;
	};
	return { calls, openFile };
}

async function* pieces(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('nothing is told before it was flushed after being written, during a long chunk and at its end', async () => {
	const { calls, openFile } = recording();
	const spool = createSpool(folder, openFile);
	await spool.create('a');
	const bytes = randomBytes(40 * 1024 * 1024);
	const told = await spool.append({
		id: 'a',
		from: 0,
		source: pieces(bytes),
		durable: (length) => {
			calls.push(`told ${length}`);
			return Promise.resolve();
		}
	});
	expect(told).toBe(bytes.length);
	const tellings = calls.flatMap((call, at) => (call.startsWith('told ') ? [{ at, length: Number(call.slice(5)) }] : []));
	// How often depends on the disk: before the end, and at it.
	expect(tellings.length).toBeGreaterThan(1);
	for (const { at, length } of tellings) {
		const flushed = calls.slice(0, at).lastIndexOf('flushed');
		const written = calls.indexOf(`written ${length}`);
		expect(written).toBeGreaterThanOrEqual(0);
		expect(flushed).toBeGreaterThan(written);
	}
	expect((await readFile(spool.path('a'))).equals(bytes)).toBe(true);
});

test('a disk that cannot flush acknowledges nothing', async () => {
	const failing = { datasync: false };
	const { openFile } = recording(failing);
	const spool = createSpool(folder, openFile);
	await spool.create('b');
	failing.datasync = true;
	const told: number[] = [];
	await expect(spool.append({ id: 'b', from: 0, source: pieces(Buffer.alloc(100)), durable: (length) => Promise.resolve(void told.push(length)) })).rejects.toThrow('disk');
	expect(told).toEqual([]);
});

test('what lies beyond the durable length is forgotten before more is written', async () => {
	const spool = createSpool(folder);
	await spool.create('c');
	await spool.append({ id: 'c', from: 0, source: pieces(Buffer.from('durable, not durable')), durable: () => Promise.resolve() });
	await spool.append({ id: 'c', from: 7, source: pieces(Buffer.from('!')), durable: () => Promise.resolve() });
	expect(await readFile(spool.path('c'), 'utf8')).toBe('durable!');
});

test('the digest of what arrived in pieces is that of the file, and is not given when it was not seen to its end, from its beginning', async () => {
	const spool = createSpool(folder);
	const bytes = randomBytes(300_000);
	const append = (to: typeof spool, from: number, part: Buffer) => to.append({ id: 'd', from, source: pieces(part), durable: () => Promise.resolve() });
	const expected = createHash('sha256').update(bytes).digest('hex');
	await spool.create('d');
	await append(spool, 0, bytes.subarray(0, 100_000));
	expect(spool.digest('d', bytes.length)).toBe(null);
	await append(spool, 100_000, bytes.subarray(100_000));
	expect([spool.digest('d', bytes.length), spool.digest('d', bytes.length)]).toEqual([expected, expected]);

	const restarted = createSpool(folder);
	await append(restarted, 100_000, bytes.subarray(100_000));
	expect(restarted.digest('d', bytes.length)).toBe(null);

	// A piece that was not kept is not in it either.
	await append(spool, 0, bytes.subarray(0, 100_000));
	const wrong = { algorithm: 'sha1' as const, digest: Buffer.alloc(20) };
	await expect(spool.append({ id: 'd', from: 100_000, source: pieces(randomBytes(200_000)), checksum: wrong, durable: () => Promise.resolve() })).rejects.toThrow();
	await append(spool, 100_000, bytes.subarray(100_000));
	expect(spool.digest('d', bytes.length)).toBe(null);
	expect((await readFile(spool.path('d'))).equals(bytes)).toBe(true);
});
