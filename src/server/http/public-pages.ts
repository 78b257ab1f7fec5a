/**
 * `/` and `/connexion` for people without a session: rendered once, kept compressed in memory, answered
 * without the database and without rendering. Refreshed when news change and when the minute does;
 * if rendering fails (the database is away), the last good page goes on.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { App } from '#app';

const PATHS = new Set(['/', '/connexion']);
/** A page is at most this old, in milliseconds: news begin and end by the minute. */
const FRESH_MS = 15_000;

interface Kept {
	plain: Buffer;
	br: Buffer;
	gzip: Buffer;
	headers: [string, string][];
	until: number;
}

export interface PublicPages {
	/** Answer from memory if this request may be; false to let the pages answer. */
	serve(request: IncomingMessage, response: ServerResponse, url: URL): boolean;
	/** Something shown there has changed. */
	invalidate(): void;
}

/** `render` fetches a page as a visitor sees it, in a language. */
export function createPublicPages(app: App, render: (path: string, locale: 'fr' | 'en') => Promise<Response>): PublicPages {
	const kept = new Map<string, Kept>();
	const running = new Map<string, Promise<void>>();

	async function refresh(key: string, path: string, locale: 'fr' | 'en'): Promise<void> {
		const answer = await render(path, locale);
		if (answer.status !== 200) throw new Error(`public page ${path}: ${answer.status}`);
		const plain = Buffer.from(await answer.arrayBuffer());
		const headers = [...answer.headers].filter(([name]) => !['set-cookie', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive', 'date', 'x-request-id', 'etag', 'vary'].includes(name));
		const [br, zipped] = await Promise.all([promisify(brotliCompress)(plain), promisify(gzip)(plain)]);
		kept.set(key, { plain, br, gzip: zipped, headers, until: Date.now() + FRESH_MS });
	}

	function refreshOnce(key: string, path: string, locale: 'fr' | 'en'): Promise<void> {
		const before = running.get(key);
		if (before) return before;
		const work = refresh(key, path, locale)
			.catch((error: unknown) => { app.log.warn({ err: error as Error }, 'public page not refreshed'); })
			.finally(() => running.delete(key));
		running.set(key, work);
		return work;
	}

	function answer(request: IncomingMessage, response: ServerResponse, page: Kept): void {
		const accepted = String(request.headers['accept-encoding'] ?? '');
		const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
		const body = encoding ? page[encoding] : page.plain;
		for (const [name, value] of page.headers) response.setHeader(name, value);
		response.setHeader('vary', 'accept-encoding, cookie');
		response.setHeader('cache-control', 'no-cache');
		if (encoding) response.setHeader('content-encoding', encoding);
		response.writeHead(200, { 'content-length': body.length });
		response.end(request.method === 'HEAD' ? undefined : body);
	}

	return {
		serve(request, response, url) {
			if (request.method !== 'GET' && request.method !== 'HEAD') return false;
			if (!PATHS.has(url.pathname) || url.search !== '' || request.headers['x-preau-render'] !== undefined) return false;
			const cookies = String(request.headers.cookie ?? '');
			if (/(^|;\s*)(__Host-preau|preau|theme)=/.test(cookies)) return false;
			const locale = /(^|;\s*)langue=en/.test(cookies) ? 'en' : 'fr';
			const key = `${locale} ${url.pathname}`;
			const page = kept.get(key);
			if (page) {
				if (page.until < Date.now()) void refreshOnce(key, url.pathname, locale);
				answer(request, response, page);
				return true;
			}
			void refreshOnce(key, url.pathname, locale).then(() => {
				const made = kept.get(key);
				if (made) answer(request, response, made);
				else response.writeHead(503, { 'retry-after': '10', 'content-type': 'text/plain; charset=utf-8' }).end('Préau démarre. Réessayez dans quelques secondes.\n');
			});
			return true;
		},
		invalidate() {
			for (const page of kept.values()) page.until = 0;
		}
	};
}
