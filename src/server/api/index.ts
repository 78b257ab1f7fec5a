/** The JSON API: every definition of the registry at /api/v1/<module>/<name>, and its OpenAPI document. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refused, type App, type Result } from '#app';
import { visitor, type Actor } from '#kernel/actor';
import { refuse, type Refusal } from '#kernel/errors';
import type { AnyDefinition } from '#kernel/definition';
import { isConnectionLoss } from '#platform/connection-loss';
import { compressed } from '../http/compress.ts';
import { readOn } from '../http/read-on.ts';
import { actorOf, crossOrigin, localeOf } from './caller.ts';
import { inputOf, isInput } from './input.ts';
import { openApi } from './openapi.ts';

/** Answers true when the request was the API's. */
export type Api = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

/** Seconds after which it is worth asking again. */
const RETRY_AFTER: Partial<Record<number, string>> = { 429: '60', 503: '5' };
const NAME = /^\/api\/v1\/([a-z]+)\/([a-z-]+)$/;

export function createApi(app: App): Api {
	let document: string | null = null;
	return (request, response, url) => {
		if (url.pathname !== '/api' && !url.pathname.startsWith('/api/')) return false;
		const plain = compressed(request, response);
		if (url.pathname === '/api/openapi.json') {
			if (request.method !== 'GET' && request.method !== 'HEAD') notAllowed(request, plain, 'GET');
			else {
				document ??= JSON.stringify(openApi(app.config.origin));
				sendText(request, plain, 200, document, 'no-cache');
			}
			return true;
		}
		const name = NAME.exec(url.pathname);
		const definition = name ? app.find(`${name[1]}.${name[2]}`) : undefined;
		if (!definition || definition.internal) refusal(request, plain, refuse('not-found', { code: 'no-such-endpoint' }));
		else {
			answer(app, definition, request, plain, url).catch((error: unknown) => {
				const lost = isConnectionLoss(error);
				if (!lost) app.log.error({ err: error, api: definition.name, requestId: request.headers['x-request-id'] }, 'api call failed');
				refusal(request, plain, refuse(lost ? 'unavailable' : 'unexpected'));
			});
		}
		return true;
	};
}

/** The order matters: how it is asked, who asks, from where, and only then what is in it. */
async function answer(app: App, definition: AnyDefinition, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
	const reads = definition.kind === 'query';
	const asksByAddress = request.method === 'GET' || request.method === 'HEAD';
	if (request.method !== 'POST' && !(reads && asksByAddress)) return notAllowed(request, response, reads ? 'GET, POST' : 'POST');

	const actor = await actorOf(app, request);
	if (actor === null) {
		response.setHeader('www-authenticate', 'Bearer');
		return refusal(request, response, refuse('not-signed-in', { code: 'token-not-valid' }));
	}
	if (!reads && crossOrigin(request)) return refusal(request, response, refuse('cross-origin'), actor);

	const input = await inputOf(request, url);
	if (!isInput(input)) {
		if (input.kind === 'too-large') readOn(request);
		return refusal(request, response, input, actor);
	}
	const origin = { network: header(request, 'x-preau-network'), userAgent: header(request, 'user-agent') };
	const result = await app.callAny(definition.name, actor, input.value, origin);
	send(request, response, result);
}

function header(request: IncomingMessage, name: string): string | null {
	return request.headers[name]?.toString() ?? null;
}

function notAllowed(request: IncomingMessage, response: ServerResponse, allow: string): void {
	response.setHeader('allow', allow);
	refusal(request, response, refuse('method-not-allowed'));
}

function refusal(request: IncomingMessage, response: ServerResponse, why: Refusal, actor: Actor = visitor): void {
	send(request, response, refused(why, actor.kind === 'visitor' ? localeOf(request) : actor.locale));
}

function send(request: IncomingMessage, response: ServerResponse, result: Result<unknown>): void {
	if (result.ok) return sendText(request, response, 200, JSON.stringify(result.value ?? null));
	const { status, code, message, fields } = result;
	const later = RETRY_AFTER[status];
	if (later !== undefined) response.setHeader('retry-after', later);
	sendText(request, response, status, JSON.stringify({ code, message, fields }));
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string, cache = 'no-store'): void {
	if (response.headersSent || response.destroyed) return;
	const body = Buffer.from(text);
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': cache, 'content-length': String(body.length) });
	response.end(request.method === 'HEAD' ? undefined : body);
}
