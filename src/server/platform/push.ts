/**
 * Web push (RFC 8030, 8291, 8292). The VAPID key is derived from the installation's secret: nothing to make, to
 * keep or to lose beside it.
 */
import { createECDH } from 'node:crypto';
import webpush from 'web-push';
import { deriveKey, type Config } from './config.ts';

export interface PushAddress {
	endpoint: string;
	/** The browser's key and secret, base64url. */
	p256dh: string;
	auth: string;
}

export interface Push {
	/** What a browser subscribes with, base64url. */
	publicKey: string;
	/** Only services that browsers really use, and those the operator adds: an endpoint comes from the browser, and is an address we post to. */
	accepts(endpoint: string): boolean;
	/** Throws when it is not known to have been taken. `gone`: never to be used again. */
	send(to: PushAddress, payload: string, options: { urgent: boolean }): Promise<'sent' | 'gone'>;
}

/** Chrome, Edge and Android; Firefox; Safari; Windows. */
const SERVICES = ['fcm.googleapis.com', '*.push.services.mozilla.com', '*.push.apple.com', '*.notify.windows.com'];
/** Milliseconds a push service gets to answer. */
const PATIENCE = 10_000;
/** Seconds the service keeps it for a phone that is off. */
const KEPT = 24 * 3600;

export function createPush(config: Config): Push {
	const ecdh = createECDH('prime256v1');
	ecdh.setPrivateKey(deriveKey(config, 'vapid'));
	const publicKey = ecdh.getPublicKey('base64url');
	const privateKey = deriveKey(config, 'vapid').toString('base64url');
	const subject = config.secure ? config.origin : `mailto:ne-pas-repondre@${new URL(config.origin).hostname}`;
	return {
		publicKey,
		accepts(endpoint) {
			const url = URL.parse(endpoint);
			if (!url || url.username !== '' || url.password !== '') return false;
			if (config.pushHosts.includes(url.host)) return true;
			return url.protocol === 'https:' && url.port === '' && SERVICES.some((one) => (one.startsWith('*') ? url.hostname.endsWith(one.slice(1)) : url.hostname === one));
		},
		async send(to, payload, { urgent }) {
			const request = webpush.generateRequestDetails({ endpoint: to.endpoint, keys: { p256dh: to.p256dh, auth: to.auth } }, payload, {
				vapidDetails: { subject, publicKey, privateKey },
				TTL: KEPT,
				urgency: urgent ? 'high' : 'normal',
				contentEncoding: 'aes128gcm'
			});
			const answer = await fetch(request.endpoint, {
				method: 'POST',
				redirect: 'error',
				signal: AbortSignal.timeout(PATIENCE),
				headers: Object.entries(request.headers)
					.map(([name, value]): [string, string] => [name, String(value)])
					.filter(([name]) => name !== 'Content-Length'),
				body: new Uint8Array(request.body)
			});
			await answer.body?.cancel();
			if (answer.status === 404 || answer.status === 410) return 'gone';
			if (!answer.ok) throw new Error(`the push service answered ${answer.status}`);
			return 'sent';
		}
	};
}
