/** What a browser does with web push: keys of its own, and what comes is opened with them. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';

export interface PushBrowser {
	/** As a browser gives them to the page, base64url. */
	p256dh: string;
	auth: string;
	/** RFC 8291 §3.4 and RFC 8188. */
	decrypt(body: Buffer): string;
}

export function createPushBrowser(): PushBrowser {
	const keys = createECDH('prime256v1');
	keys.generateKeys();
	const auth = randomBytes(16);
	return {
		p256dh: keys.getPublicKey('base64url'),
		auth: auth.toString('base64url'),
		decrypt(body) {
			const salt = body.subarray(0, 16);
			const keyLength = body[20] ?? 0;
			const serverKey = body.subarray(21, 21 + keyLength);
			const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), serverKey]);
			const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(serverKey), auth, info, 32));
			const key = Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16));
			const nonce = Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12));
			const sealed = body.subarray(21 + keyLength);
			const decipher = createDecipheriv('aes-128-gcm', key, nonce);
			decipher.setAuthTag(sealed.subarray(-16));
			const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
			return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
		}
	};
}

/** Who signed (RFC 8292): the public key, base64url, and what was claimed. Throws when the signature is not that key's. */
export function signerOf(authorization: string | undefined): { publicKey: string; claims: Record<string, unknown> } {
	const [, jwt = '', publicKey = ''] = /^vapid t=([^,]+), *k=(.+)$/.exec(authorization ?? '') ?? [];
	const [head = '', claims = '', signature = ''] = jwt.split('.');
	const point = Buffer.from(publicKey, 'base64url');
	const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } });
	if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) throw new Error('not signed by its key');
	return { publicKey, claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown> };
}
