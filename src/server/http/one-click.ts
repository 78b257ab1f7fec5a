/**
 * `POST /desabonnement/<token>/en-un-clic`: what mail programs send for the header List-Unsubscribe-Post (RFC 8058).
 * They come from elsewhere without an origin, which the pages refuse: so it is answered here. The token is the proof.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '#app';

const ADDRESS = /^\/desabonnement\/([\w-]{20,120})\/en-un-clic$/;

export function oneClick(app: App, request: IncomingMessage, response: ServerResponse, url: URL): boolean {
	const token = ADDRESS.exec(url.pathname)?.[1];
	if (token === undefined) return false;
	// A person who opens the address in a browser is asked first.
	if (request.method !== 'POST') return (response.writeHead(303, { location: `/desabonnement/${token}` }).end(), true);
	request.resume();
	app.call('notifications.unsubscribe', { kind: 'visitor', locale: 'fr' }, { token }).then(
		(answer) => response.writeHead(answer.ok ? 200 : answer.status, { 'content-type': 'text/plain; charset=utf-8' }).end(),
		() => response.writeHead(503, { 'retry-after': '60' }).end()
	);
	return true;
}
