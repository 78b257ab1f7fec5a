/** A thread that reads files of people: half of the time of an import is parsing, and machines have two cores. */
import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { readPeople, type PeopleFile, type PeopleRead } from './people.ts';

export interface ReadOrder {
	path: string;
	file: PeopleFile;
}
export type FromWorker = { batch: Uint8Array } | { done: PeopleRead } | { failed: string };

const port = parentPort;
if (!port) throw new Error('not a worker');
/** Batches on their way to the database; beyond, the thread waits for word that one arrived. */
const MOST_ON_THE_WAY = 8;
let onTheWay = 0;
let arrived: () => void = () => undefined;

async function send(batch: Buffer): Promise<void> {
	port?.postMessage({ batch } satisfies FromWorker);
	onTheWay++;
	while (onTheWay >= MOST_ON_THE_WAY)
		await new Promise<void>((resolve) => {
			arrived = resolve;
		});
}

port.on('message', (message: ReadOrder | 'arrived') => {
	if (message === 'arrived') {
		onTheWay--;
		arrived();
		return;
	}
	const stream = createReadStream(message.path, { highWaterMark: 256 * 1024 });
	readPeople(message.file, stream as AsyncIterable<Buffer>, send).then(
		(done) => {
			port.postMessage({ done } satisfies FromWorker);
		},
		(error: unknown) => {
			port.postMessage({ failed: (error as Error).message } satisfies FromWorker);
		}
	);
});
await once(port, 'close');
