/**
 * SHA-256 of uploads while they arrive, so that the last piece needs no second reading. Known in this process
 * alone: after a restart, or when pieces went to several processes, the file is read again.
 */
import { createHash, type Hash } from 'node:crypto';

interface Digest {
	hash: Hash;
	/** Bytes in it. */
	length: number;
}

export interface Digests {
	/** Go on after `from` bytes; null when those are not known here. Nothing is kept until `keep`. */
	resume(id: string, from: number): Digest | null;
	/** All that is in it is durable. */
	keep(id: string, digest: Digest): void;
	/** Hexadecimal, of exactly so many bytes, or null. */
	of(id: string, length: number): string | null;
	forget(id: string): void;
}

/** Uploads remembered: of more, the one that waited longest is read again. */
const MOST = 2_000;

export function createDigests(): Digests {
	const kept = new Map<string, Digest>();
	return {
		resume(id, from) {
			const known = kept.get(id);
			kept.delete(id);
			if (from === 0) return { hash: createHash('sha256'), length: 0 };
			return known?.length === from ? known : null;
		},
		keep(id, digest) {
			kept.set(id, digest);
			const [oldest] = kept.keys();
			if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
		},
		of(id, length) {
			const known = kept.get(id);
			return known?.length === length ? known.hash.copy().digest('hex') : null;
		},
		forget: (id) => void kept.delete(id)
	};
}
