/** Files of people read by several threads at once; the database takes the batches as they come. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PeopleFile, PeopleRead } from './people.ts';
import type { FromWorker, ReadOrder } from './reading-worker.ts';

/** Bytes of a delivery from which threads are worth their start. */
export const WORTH_THREADS = 16 * 1024 * 1024;
/** Megabytes: what parsing needs is small, but the collector takes what it may. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };

export interface ReadingPool {
	read(path: string, file: PeopleFile): Promise<PeopleRead>;
	size: number;
	close(): Promise<void>;
}

/** At most two threads: the database works beside them. */
export function openReadingPool(send: (batch: Buffer) => Promise<void>): ReadingPool {
	const size = Math.min(2, availableParallelism());
	const all = Array.from({ length: size }, () => new Worker(new URL('./reading-worker.ts', import.meta.url), { resourceLimits: LIMITS }));
	const idle = [...all];
	return {
		size,
		read(path, file) {
			const worker = idle.pop();
			if (!worker) throw new Error('more readers than threads');
			return new Promise<PeopleRead>((resolve, reject) => {
				const settle = (end: () => void) => {
					worker.off('message', onMessage);
					worker.off('error', onError);
					idle.push(worker);
					end();
				};
				const onError = (error: unknown) => {
					settle(() => {
						reject(error as Error);
					});
				};
				const onMessage = (message: FromWorker) => {
					if ('batch' in message) {
						const { buffer, byteOffset, byteLength } = message.batch;
						send(Buffer.from(buffer, byteOffset, byteLength)).then(() => {
							worker.postMessage('arrived');
						}, onError);
					} else if ('done' in message)
						settle(() => {
							resolve(message.done);
						});
					else
						settle(() => {
							reject(new Error(message.failed));
						});
				};
				worker.on('message', onMessage);
				worker.on('error', onError);
				worker.postMessage({ path, file } satisfies ReadOrder);
			});
		},
		async close() {
			await Promise.all(all.map((worker) => worker.terminate()));
		}
	};
}
