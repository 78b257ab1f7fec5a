/** Where finished files are kept, named by what is in them (or, for previews, by what they show). */
import type { Readable } from 'node:stream';

export interface Range {
	/** First and last byte, both included. */
	start: number;
	end: number;
}

/** The store does not answer, or not as it should: what waits for it is tried again. */
export class StoreAway extends Error {
	constructor(cause: unknown) {
		super('the file store is away', { cause });
	}
}

export interface FileStore {
	/**
	 * Take the file at `path` in under `key`. Durable once resolved; harmless when it is there already. The
	 * file at `path` may be gone afterwards, or still be there.
	 */
	put(key: string, path: string): Promise<void>;
	/** The same for bytes at hand. */
	putBytes(key: string, bytes: Buffer): Promise<void>;
	/** Bytes, or null when there is nothing under `key`. */
	size(key: string): Promise<number | null>;
	read(key: string, range?: Range): Promise<Readable>;
	remove(key: string): Promise<void>;
	/** An address where the bytes can be had without us for a minute, if the store gives such and is set up to. */
	address(key: string, as: { disposition: string; type: string }): Promise<string | null>;
}

/** Two letters, two letters, all of it: no folder grows too large. */
export function placeOf(key: string): string {
	return `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}`;
}
