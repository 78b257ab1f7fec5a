import { Worker } from 'node:worker_threads';
import { drawSheets, type Sheets } from './draw.ts';

/** More than this many are drawn in a thread: the event loop belongs to the pages. */
const AT_ONCE = 50;

export async function makeSheets(given: Sheets): Promise<Buffer> {
	if (given.sheets.length <= AT_ONCE) return drawSheets(given);
	return new Promise((resolve, reject) => {
		const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: given });
		thread.once('message', (pdf: Uint8Array) => {
			resolve(Buffer.from(pdf));
		});
		thread.once('error', reject);
		thread.once('exit', (code) => {
			if (code !== 0) reject(new Error(`the thread that draws sheets ended with ${code}`));
		});
	});
}
