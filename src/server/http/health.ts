/** /healthz: the process answers. /readyz: the database too. /metrics: for loopback, or with a token. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '#app';

export interface MetricsSource {
	contentType: string;
	text(): Promise<string>;
}

let metrics: MetricsSource | null = null;
/** A database that says nothing for so long is not there: who asks has others to ask. Milliseconds. */
const READY_MS = 3_000;

/** Where /metrics comes from in this process. */
export function provideMetrics(source: MetricsSource): void {
	metrics = source;
}

export function health(app: App, request: IncomingMessage, response: ServerResponse, url: URL): boolean {
	if (url.pathname === '/healthz') {
		send(response, 200, 'ok');
		return true;
	}
	if (url.pathname === '/readyz') {
		let patience: NodeJS.Timeout | undefined;
		const silence = new Promise<false>((resolve) => {
			patience = setTimeout(resolve, READY_MS, false);
		});
		void Promise.race([app.database.ping(), silence]).then((ready) => {
			clearTimeout(patience);
			send(response, ready ? 200 : 503, ready ? 'ready' : 'database');
		});
		return true;
	}
	if (url.pathname === '/metrics') {
		if (!metricsAllowed(app, request)) send(response, 404, 'not found');
		else if (!metrics) send(response, 503, 'no metrics in this process');
		else {
			const type = metrics.contentType;
			metrics.text().then(
				(text) => {
					send(response, 200, text, type);
				},
				() => {
					send(response, 500, 'metrics');
				}
			);
		}
		return true;
	}
	return false;
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
	response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text + '\n');
}

function metricsAllowed(app: App, request: IncomingMessage): boolean {
	const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
	// Behind a proxy on this machine everybody comes from loopback: a forwarded request is not loopback.
	if ((address === '127.0.0.1' || address === '::1') && request.headers['x-forwarded-for'] === undefined) return true;
	const given = Buffer.from(String(request.headers.authorization ?? '').replace(/^Bearer /, ''));
	const wanted = Buffer.from(app.config.metricsToken ?? '');
	return wanted.length > 0 && given.length === wanted.length && timingSafeEqual(given, wanted);
}
