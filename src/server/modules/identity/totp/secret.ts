/** Time-based one-time passwords (RFC 6238): 6 digits, 30 s, SHA-1, as every authenticator app reads them. */
import { Secret, TOTP } from 'otpauth';
import { deriveKey, type Config } from '#platform/config';
import { seal, unseal } from '#platform/seal';

const PERIOD = 30;
/** One step of clock drift either way. */
const WINDOW = 1;

export function newSecret(random: (bytes: number) => Uint8Array): string {
	const bytes = random(20);
	return new Secret({ buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer }).base32;
}

export function sealSecret(config: Config, personId: string, secret: string, random: (bytes: number) => Uint8Array): Buffer {
	return seal(deriveKey(config, 'totp'), secret, personId, random);
}

export function openSecret(config: Config, personId: string, sealed: Buffer): string {
	return unseal(deriveKey(config, 'totp'), sealed, personId);
}

/** `otpauth://` address for the app, as text and as QR code. */
export function keyUri(config: Config, login: string, secret: string): string {
	return new TOTP({ issuer: `Préau ${new URL(config.origin).hostname}`, label: login, secret, digits: 6, period: PERIOD }).toString();
}

/** The 30-second step a code belongs to, or null. The caller refuses a step already used. */
export function stepOf(secret: string, code: string, now: Date): number | null {
	const delta = new TOTP({ secret, digits: 6, period: PERIOD }).validate({ token: code.replace(/\s/g, ''), timestamp: now.getTime(), window: WINDOW });
	return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD) + delta;
}
