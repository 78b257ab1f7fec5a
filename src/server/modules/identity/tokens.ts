/** Opaque tokens: 256 random bits given to the person, their SHA-256 kept. */
import { createHash } from 'node:crypto';

export interface Token {
	/** What the person holds, base64url. */
	value: string;
	/** What the database holds. A hash without key or salt is enough for 256 random bits. */
	hash: Buffer;
}

export function newToken(random: (bytes: number) => Uint8Array): Token {
	const value = Buffer.from(random(32)).toString('base64url');
	return { value, hash: tokenHash(value) };
}

export function tokenHash(value: string): Buffer {
	return createHash('sha256').update(value).digest();
}
