/** AES-256-GCM for what must be read again (codes on a letter, TOTP secrets): useless without the installation's secret. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** iv ‖ tag ‖ ciphertext. `context` binds the value to its row: it cannot be moved to another. */
export function seal(key: Buffer, plain: string, context: string, random: (bytes: number) => Uint8Array): Buffer {
	const iv = random(IV_BYTES);
	const cipher = createCipheriv('aes-256-gcm', key, iv);
	cipher.setAAD(Buffer.from(context));
	const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Throws when the key, the context or the value is not the one sealed. */
export function unseal(key: Buffer, sealed: Buffer, context: string): string {
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES));
	decipher.setAAD(Buffer.from(context));
	decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
	return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}
