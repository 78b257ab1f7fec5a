/** One log line a request, and its figures: what was asked by pattern, never by address, and nothing about who. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#platform/log';
import type { Metrics } from '#platform/metrics';

type Observe = (request: IncomingMessage, response: ServerResponse, started: bigint) => void;

/** Asked all day by machines, or cached for ever: counted, not logged. */
const QUIET = new Set(['/_app', '/healthz', '/readyz', '/metrics']);
const PUBLIC = new Set(['/', '/connexion']);
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function requestLine(log: Log, metrics: Metrics, routeOf: (path: string) => string, renderToken: string): Observe {
	return (request, response, started) => {
		// Our own rendering of public pages is nobody's request.
		if (request.headers['x-preau-render'] === renderToken) return;
		const seconds = Number(process.hrtime.bigint() - started) / 1e9;
		// A stream lasts as long as a page is open: its length is no figure of ours.
		if (request.url?.startsWith('/notifications/direct') && response.statusCode === 200) return;
		const route = routeOf((request.url ?? '/').split('?', 1)[0] ?? '/');
		const method = METHODS.has(request.method ?? '') ? (request.method ?? '') : 'OTHER';
		// The person went away before the answer was whole (nginx says 499 too).
		const status = response.writableFinished ? response.statusCode : 499;
		metrics.request(method, route, status, seconds);
		// The public pages come from memory, a thousand times a second on the Monday: counted, not logged.
		if ((QUIET.has(route) || (PUBLIC.has(route) && status === 200)) && method === 'GET' && status < 500) return;
		log.info({ method, route, status, ms: Math.round(seconds * 1000), requestId: request.headers['x-request-id'] }, 'request');
	};
}
