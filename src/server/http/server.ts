/**
 * The web server of one process: health and metrics, files, the JSON API, then the pages. Sets what the pages
 * believe (host, protocol, network of the caller, request id) and refuses other hosts.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import type { App } from '#app';
import { sentence } from '#platform/sentences';
import { localeOf, ownOrigin } from '../api/caller.ts';
import { createFileEndpoints } from './files/index.ts';
import { compressed } from './compress.ts';
import type { Direct } from './direct.ts';
import { health } from './health.ts';
import { oneClick } from './one-click.ts';
import type { PublicPages } from './public-pages.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

export interface WebOptions {
	app: App;
	/** The pages: `build/handler.js`, or Vite's middleware in development. */
	pages: Handler;
	/** Pages served from memory; null in development. */
	publicPages: PublicPages | null;
	/** Known to this process alone: who sends it in `x-preau-render` renders a public page to keep it. */
	renderToken?: string;
	api: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
	/** The stream of the bell. */
	direct?: Direct;
	/** Told of each finished request, for metrics. */
	observe?: (request: IncomingMessage, response: ServerResponse, started: bigint) => void;
}

/** On every answer, whoever gives it. */
const SECURITY_HEADERS: Record<string, string> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(self), geolocation=(), browsing-topics=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY'
};

/** The same for every answer of an installation. */
export function fixedHeaders(secure: boolean): Record<string, string> {
	return secure ? { ...SECURITY_HEADERS, 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : SECURITY_HEADERS;
}

export function createWebServer(options: WebOptions): Server {
	const { app } = options;
	const origin = new URL(app.config.origin);
	const files = createFileEndpoints(app);
	const fixed = fixedHeaders(app.config.secure);
	const server = createServer((request, response) => {
		const started = process.hrtime.bigint();
		if (options.observe) response.once('close', () => options.observe?.(request, response, started));
		if (request.headers.host === origin.host && options.publicPages?.serveAtOnce(request, response)) return;
		prepareRequest(request, app, origin);
		if (request.headers['x-preau-render'] !== options.renderToken) delete request.headers['x-preau-render'];
		for (const [name, value] of Object.entries(fixed)) response.setHeader(name, value);
		response.setHeader('x-request-id', String(request.headers['x-request-id']));

		const url = parseUrl(request, origin);
		if (!url) return plain(response, 400, 'Adresse invalide.');
		if (health(app, request, response, url)) return;
		if (!hostAllowed(request, origin)) return plain(response, 421, "Cette adresse n'est pas celle de Préau.");
		if (files(request, response, url)) return;
		limitReading(request);
		if (options.api(request, response, url)) return;
		if (options.direct?.handle(request, response, url)) return;
		if (oneClick(app, request, response, url)) return;
		if (options.publicPages?.serve(request, response, url)) return;
		if (foreign(request)) return plain(response, 403, sentence('cross-origin', 'forbidden', {}, { locale: localeOf(request), pupil: false }));
		options.pages(request, compressed(request, response), (error) => {
			if (error) app.log.error({ err: error }, 'handler');
			plain(response, error ? 500 : 404, error ? 'Erreur inattendue.' : 'Introuvable.');
		});
	});
	// A large file on a slow line takes longer: its endpoints cut a silent line, everything else is cut by `limitReading`.
	server.requestTimeout = 0;
	server.headersTimeout = 15_000;
	server.keepAliveTimeout = 65_000;
	return server;
}

/** A request that is not a file has come in whole within two minutes, or is cut. */
const READING_MS = 120_000;

function limitReading(request: IncomingMessage): void {
	if (request.method === 'GET' || request.method === 'HEAD') return;
	const cut = setTimeout(() => request.destroy(), READING_MS).unref();
	request.once('close', () => {
		clearTimeout(cut);
	});
}

/** A form another site sends here. SvelteKit would refuse it too, after its own manner: in English, and only some types. */
function foreign(request: IncomingMessage): boolean {
	return !['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '') && request.headers.origin !== ownOrigin(request);
}

function plain(response: ServerResponse, status: number, text: string): void {
	if (response.headersSent) return void response.end();
	response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text + '\n');
}

function parseUrl(request: IncomingMessage, origin: URL): URL | null {
	try {
		return new URL(request.url ?? '/', origin);
	} catch {
		return null;
	}
}

/** Loopback names are always ours: health checks, the command line, tests. */
function hostAllowed(request: IncomingMessage, origin: URL): boolean {
	const host = String(request.headers['x-preau-asked-host'] ?? '');
	const name = host.replace(/:\d+$/, '');
	return host === origin.host || ['localhost', '127.0.0.1', '[::1]'].includes(name);
}

/** Headers that only this server may set: whatever a client sent under these names is overwritten. */
function prepareRequest(request: IncomingMessage, app: App, origin: URL): void {
	const { headers } = request;
	const asked = headers.host ?? '';
	headers['x-preau-asked-host'] = asked;
	// Asked through a loopback name, the origin is that name: forms then post to where they came from.
	const local = asked !== origin.host && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
	headers['x-preau-host'] = local ? asked : origin.host;
	headers['x-preau-proto'] = local ? 'http' : origin.protocol.replace(':', '');
	headers['x-preau-network'] = networkOf(request, app.config.trustProxy);
	headers['x-request-id'] = randomUUID();
}

/** IPv4 address or IPv6 /64: one household or one school. */
function networkOf(request: IncomingMessage, trustProxy: boolean): string {
	const direct = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	const loopback = direct === '127.0.0.1' || direct === '::1';
	const forwarded = String(request.headers['x-forwarded-for'] ?? '')
		.split(',')
		.at(-1)
		?.trim();
	const address = forwarded && (loopback || trustProxy) ? forwarded : direct;
	return isIPv6(address) ? address.split(':').slice(0, 4).join(':') + '::/64' : address;
}
