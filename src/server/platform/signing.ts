/**
 * The signature of this installation under what it certifies: Ed25519 (RFC 8032), its key derived from the
 * installation's secret, so that a backup of the secret is a backup of the key.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { deriveKey, type Config } from './config.ts';

export interface Signing {
	/** First 16 hexadecimal digits of the SHA-256 of the public key (SubjectPublicKeyInfo, DER). */
	keyId: string;
	/** PEM, for who checks without Préau. */
	publicKey: string;
	/** Over the UTF-8 bytes of `text`; 64 bytes, base64url. */
	sign(text: string): string;
}

/** A private key in PKCS #8 before its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createSigning(config: Config): Signing {
	const key = createPrivateKey({ key: Buffer.concat([PKCS8, deriveKey(config, 'receipts')]), format: 'der', type: 'pkcs8' });
	const open = createPublicKey(key);
	return {
		keyId: keyIdOf(open.export({ format: 'pem', type: 'spki' }).toString()),
		publicKey: open.export({ format: 'pem', type: 'spki' }).toString(),
		sign: (text) => sign(null, Buffer.from(text), key).toString('base64url')
	};
}

/** Throws when `pem` is no public key. */
export function keyIdOf(pem: string): string {
	const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
	return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/** Was `text` signed, byte for byte, by the holder of this key. */
export function isSignedBy(pem: string, text: string, signature: string): boolean {
	return verify(null, Buffer.from(text), createPublicKey(pem), Buffer.from(signature, 'base64url'));
}
