/**
 * An answer that was given before the request had come in whole. Closing the line then reaches the sender as a
 * broken one before the answer does: nginx makes a 502 of it. So the rest is read and thrown away, for a while.
 */
import type { IncomingMessage } from 'node:http';

/** Milliseconds. */
const PATIENCE_MS = 30_000;

export function readOn(request: IncomingMessage): void {
	if (request.complete) return;
	request.resume();
	const cut = setTimeout(() => request.destroy(), PATIENCE_MS).unref();
	request.once('close', () => {
		clearTimeout(cut);
	});
}
