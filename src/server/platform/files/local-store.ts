/** Finished files in a folder of this machine. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ifMissing, makeFolder, syncFolder } from './spool.ts';
import { placeOf, type FileStore } from './store.ts';

export function createLocalStore(folder: string): FileStore {
	const path = (key: string) => join(folder, placeOf(key));
	const size = async (key: string) => (await stat(path(key)).catch(ifMissing(null)))?.size ?? null;

	async function makePlace(key: string): Promise<string> {
		const to = path(key);
		await makeFolder(folder);
		await makeFolder(dirname(dirname(to)));
		await makeFolder(dirname(to));
		return to;
	}

	async function put(key: string, from: string): Promise<void> {
		if ((await size(key)) !== null) return;
		const to = await makePlace(key);
		await flush(from);
		await rename(from, to);
		await syncFolder(dirname(to));
	}

	return {
		size,
		put,
		async putBytes(key, bytes) {
			const beside = `${await makePlace(key)}.${randomUUID()}`;
			await writeFile(beside, bytes, { mode: 0o600 });
			await put(key, beside);
			await rm(beside, { force: true });
		},
		async read(key, range) {
			// Opened before anything is answered: what is missing is said, not cut.
			const file = await open(path(key), 'r').catch((error: unknown) => {
				throw new Error(`the store lacks ${key}`, { cause: error });
			});
			return createReadStream('', { fd: file, ...range, highWaterMark: 256 * 1024 });
		},
		async remove(key) {
			await rm(path(key), { force: true });
		},
		address: () => Promise.resolve(null)
	};
}

async function flush(path: string): Promise<void> {
	const file = await open(path, 'r+');
	try {
		await file.datasync();
	} finally {
		await file.close();
	}
}
