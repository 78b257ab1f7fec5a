/** SHA-256 of a file, away from the event loop that serves people. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ id, path }: { id: number; path: string }) => {
	const hash = createHash('sha256');
	createReadStream(path, { highWaterMark: 1024 * 1024 })
		.on('data', (part) => hash.update(part))
		.on('error', (error: NodeJS.ErrnoException) => parentPort?.postMessage({ id, code: error.code ?? error.message }))
		.on('end', () => parentPort?.postMessage({ id, digest: hash.digest('hex') }));
});
