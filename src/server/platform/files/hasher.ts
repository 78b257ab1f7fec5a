/** SHA-256 of whole files, by one thread that is started when it is first needed. */
import { Worker } from 'node:worker_threads';

export interface Hasher {
	/** Hexadecimal. Rejects with the code of the file system's error. */
	sha256(path: string): Promise<string>;
	close(): Promise<void>;
}

interface Answer {
	id: number;
	digest?: string;
	code?: string;
}

export function createHasher(): Hasher {
	const waiting = new Map<number, { resolve(digest: string): void; reject(error: Error): void }>();
	let thread: Worker | null = null;
	let next = 0;

	function failAll(error: Error): void {
		for (const one of waiting.values()) one.reject(error);
		waiting.clear();
		thread = null;
	}

	function started(): Worker {
		if (thread) return thread;
		const made = new Worker(new URL('./hash-thread.ts', import.meta.url));
		made.unref();
		made.on('message', ({ id, digest, code }: Answer) => {
			const one = waiting.get(id);
			waiting.delete(id);
			if (digest !== undefined) one?.resolve(digest);
			else one?.reject(Object.assign(new Error(`cannot read the file: ${code}`), { code }));
			if (waiting.size === 0) made.unref();
		});
		made.on('error', failAll);
		thread = made;
		return made;
	}

	return {
		sha256: (path) =>
			new Promise((resolve, reject) => {
				const worker = started();
				worker.ref();
				const id = next++;
				waiting.set(id, { resolve, reject });
				worker.postMessage({ id, path });
			}),
		async close() {
			await thread?.terminate();
			failAll(new Error('closed'));
		}
	};
}
