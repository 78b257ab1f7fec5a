/**
 * Where bytes arrive, whichever store keeps them later: one file an upload, on the disk of this machine.
 * What `append` has told is durable: written, then fdatasync'ed, then told.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigests } from './digests.ts';

/** What the spool needs of a file; a test may put a recorder or a failing disk in its place. */
export interface SpoolFile {
	writev(parts: Buffer[], position: number): Promise<{ bytesWritten: number }>;
	truncate(length: number): Promise<void>;
	datasync(): Promise<void>;
	close(): Promise<void>;
}
export type OpenFile = (path: string, flags: string) => Promise<SpoolFile>;

export interface Checksum {
	algorithm: 'sha1' | 'sha256' | 'md5';
	/** Of this chunk alone. */
	digest: Buffer;
}

/** The chunk is not what its sender said it is; nothing of it was kept. */
export class ChecksumMismatch extends Error {}

export interface Append {
	id: string;
	/** First byte to write: everything before is durable, everything after is forgotten. */
	from: number;
	source: AsyncIterable<Buffer>;
	checksum?: Checksum | undefined;
	/** Told, in order, how much is durable: during a long chunk, and at its end. */
	durable(bytes: number): Promise<void>;
}

export interface Spool {
	create(id: string): Promise<void>;
	/** The length that is durable afterwards. Keeps what came when the line breaks, then throws. */
	append(append: Append): Promise<number>;
	/** SHA-256 of the upload, had while it arrived here; null when this process did not see all of its `length` bytes. */
	digest(id: string, length: number): string | null;
	path(id: string): string;
	/** Bytes there, or null. */
	size(id: string): Promise<number | null>;
	remove(id: string): Promise<void>;
	/** Ids of what is there, with the time of the last write. */
	list(): AsyncIterable<{ id: string; writtenAt: Date }>;
}

/** Bytes written at once. */
const BATCH = 1024 * 1024;
/** A long chunk is made durable every so many bytes, and every so many milliseconds: what a crash may cost. */
const EVERY_BYTES = 8 * 1024 * 1024;
const EVERY_MS = 500;

export function createSpool(folder: string, openFile: OpenFile = open): Spool {
	const path = (id: string) => join(folder, id);
	const digests = createDigests();
	let made: Promise<void> | null = null;
	const ready = () => (made ??= makeFolder(folder));

	async function append({ id, from, source, checksum, durable }: Append): Promise<number> {
		const file = await openFile(path(id), 'r+');
		try {
			await file.truncate(from);
			const digest = digests.resume(id, from);
			const hash = checksum ? createHash(checksum.algorithm) : null;
			const flusher = createFlusher(file, from, durable);
			let written = from;
			let failure: unknown = null;
			try {
				for await (const parts of batches(source)) {
					written += await writeAll(file, parts, written);
					for (const part of parts) {
						hash?.update(part);
						digest?.hash.update(part);
					}
					// What is not yet verified is not kept, so not told either.
					if (!hash) flusher.reached(written);
				}
			} catch (error) {
				failure = error;
			}
			await flusher.idle();
			if (hash && (failure !== null || !hash.digest().equals(checksum?.digest ?? Buffer.alloc(0)))) {
				await file.truncate(from);
				throw failure ?? new ChecksumMismatch();
			}
			await flusher.flush(written);
			if (digest) digests.keep(id, { hash: digest.hash, length: written });
			if (failure !== null) throw failure;
			return written;
		} finally {
			await file.close();
		}
	}

	return {
		append,
		digest: digests.of,
		path,
		async create(id) {
			await ready();
			const file = await openFile(path(id), 'w');
			await file.close();
			await syncFolder(folder);
		},
		async size(id) {
			return (await stat(path(id)).catch(ifMissing(null)))?.size ?? null;
		},
		async remove(id) {
			digests.forget(id);
			await rm(path(id), { force: true });
		},
		async *list() {
			await ready();
			for await (const entry of await opendir(folder)) {
				const found = await stat(path(entry.name)).catch(ifMissing(null));
				if (found) yield { id: entry.name, writtenAt: found.mtime };
			}
		}
	};
}

/** Makes what was written durable while more arrives: one flush at a time. */
function createFlusher(file: SpoolFile, from: number, durable: (bytes: number) => Promise<void>) {
	let told = from;
	let at = performance.now();
	let running: Promise<void> | null = null;
	let failure: { error: unknown } | null = null;

	async function flush(written: number): Promise<void> {
		await file.datasync();
		await durable(written);
		told = written;
	}
	return {
		flush,
		reached(written: number) {
			if (failure) throw failure.error;
			const now = performance.now();
			if (running || (written - told < EVERY_BYTES && now - at < EVERY_MS)) return;
			at = now;
			running = flush(written)
				.catch((error: unknown) => {
					failure = { error };
				})
				.finally(() => {
					running = null;
				});
		},
		async idle() {
			await running;
			if (failure) throw failure.error;
		}
	};
}

/** The pieces of `source`, gathered into batches. */
async function* batches(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
	let parts: Buffer[] = [];
	let size = 0;
	try {
		for await (const part of source) {
			parts.push(part);
			size += part.length;
			if (size < BATCH) continue;
			const full = parts;
			parts = [];
			size = 0;
			yield full;
		}
	} catch (error) {
		// The line broke: what had come before is kept too.
		if (parts.length > 0) yield parts;
		throw error;
	}
	if (parts.length > 0) yield parts;
}

async function writeAll(file: SpoolFile, parts: Buffer[], position: number): Promise<number> {
	const size = parts.reduce((sum, part) => sum + part.length, 0);
	let { bytesWritten } = await file.writev(parts, position);
	while (bytesWritten < size) {
		const rest = Buffer.concat(parts).subarray(bytesWritten);
		bytesWritten += (await file.writev([rest], position + bytesWritten)).bytesWritten;
	}
	return size;
}

/** A folder whose own entry is durable. */
export async function makeFolder(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	await syncFolder(join(folder, '..'));
}

/** A new name is durable once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

export function ifMissing<T>(value: T): (error: unknown) => T {
	return (error) => {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
		throw error;
	};
}
