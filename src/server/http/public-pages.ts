/**
 * `/` and `/connexion` for people without a session: rendered once, kept compressed in memory and on disk,
 * answered without the database and without rendering. Rendered again when news change, and every few
 * seconds for what begins and ends by the clock; when that fails (the database is away), the last good
 * page goes on, also across a restart.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { App } from '#app';

const PATHS = ['/', '/connexion'] as const;
const LOCALES = ['fr', 'en'] as const;
/** Promise: what begins or ends by the clock is seen within 15 s. Milliseconds. */
const EVERY_MS = 7_000;
/** Belong to one answer, not to the page. */
const OWN_HEADERS = ['set-cookie', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive', 'date', 'x-request-id', 'etag', 'vary'];

interface Kept {
	plain: Buffer;
	br: Buffer;
	gzip: Buffer;
	headers: [string, string][];
	/** All headers of the answer, by encoding, as `writeHead` takes them raw. */
	heads: Record<'plain' | 'br' | 'gzip', string[]>;
	until: number;
}

export interface PublicPages {
	/**
	 * The same for the many who come without any cookie, before anything else is looked at: this is what the
	 * whole département asks for on the Monday morning. The caller has checked the host.
	 */
	serveAtOnce(request: IncomingMessage, response: ServerResponse): boolean;
	/** Answer from memory if this request may be; false to let the pages answer. */
	serve(request: IncomingMessage, response: ServerResponse, url: URL): boolean;
	/** Something shown there has changed. */
	invalidate(): void;
	/** Render every page, and go on doing so by the clock. Never fails. */
	start(): Promise<void>;
	/** Is the database there? While it is not, people with a session get these pages too, rather than none. */
	databaseThere(there: boolean): void;
	stop(): void;
}

/** `render` fetches a page as a visitor sees it, from this very process. */
export function createPublicPages(app: App, fixedHeaders: Record<string, string>, render: (path: string, locale: 'fr' | 'en') => Promise<Response>): PublicPages {
	const folder = join(app.config.data, 'public');
	const kept = new Map<string, Kept>();
	const running = new Map<string, Promise<void>>();
	const written = new Map<string, string>();
	let timer: NodeJS.Timeout | null = null;
	let there = true;
	let failing = false;

	async function keep(key: string, plain: Buffer, headers: [string, string][], until: number): Promise<void> {
		const [br, zipped] = await Promise.all([promisify(brotliCompress)(plain), promisify(gzip)(plain)]);
		const common = [...Object.entries(fixedHeaders), ...headers, ['vary', 'accept-encoding, cookie'], ['cache-control', 'no-cache']].flat();
		const head = (body: Buffer, encoding?: string) => [...common, ...(encoding ? ['content-encoding', encoding] : []), 'content-length', String(body.length)];
		kept.set(key, { plain, br, gzip: zipped, headers, heads: { plain: head(plain), br: head(br, 'br'), gzip: head(zipped, 'gzip') }, until });
	}

	async function refresh(key: string, path: string, locale: 'fr' | 'en'): Promise<void> {
		const answer = await render(path, locale);
		if (answer.status !== 200) throw new Error(`public page ${path}: ${answer.status}`);
		const plain = Buffer.from(await answer.arrayBuffer());
		const headers = [...answer.headers].filter(([name]) => !OWN_HEADERS.includes(name));
		await keep(key, plain, headers, Date.now() + EVERY_MS);
		// Only another page is worth a write.
		const essence = plain.toString('utf8');
		if (written.get(key) === essence) return;
		written.set(key, essence);
		persist(folder, key, { headers, body: plain.toString('base64') });
	}

	function refreshOnce(key: string, path: string, locale: 'fr' | 'en'): Promise<void> {
		const before = running.get(key);
		if (before) return before;
		const work = refresh(key, path, locale)
			.then(
				() => {
					failing = false;
				},
				(error: unknown) => {
					// Said once, not every few seconds while the database is away.
					app.log[failing ? 'debug' : 'warn']({ err: error as Error }, 'public page not refreshed');
					failing = true;
				}
			)
			.finally(() => running.delete(key));
		running.set(key, work);
		return work;
	}

	async function refreshAll(): Promise<void> {
		for (const locale of LOCALES)
			for (const path of PATHS) {
				const page = kept.get(keyOf(path, locale));
				if (!page || page.until <= Date.now()) await refreshOnce(keyOf(path, locale), path, locale);
			}
	}

	async function load(): Promise<void> {
		for (const locale of LOCALES)
			for (const path of PATHS) {
				const found = read(folder, keyOf(path, locale));
				// Until a page can be rendered. Of an older build the styles may be gone; the words are better than nothing.
				if (found) await keep(keyOf(path, locale), Buffer.from(found.body, 'base64'), found.headers, 0);
			}
	}

	function encodingFor(request: IncomingMessage): 'br' | 'gzip' | null {
		const accepted = String(request.headers['accept-encoding'] ?? '');
		return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
	}

	function answer(request: IncomingMessage, response: ServerResponse, page: Kept): void {
		const encoding = encodingFor(request);
		const body = encoding ? page[encoding] : page.plain;
		for (const [name, value] of page.headers) response.setHeader(name, value);
		response.setHeader('vary', 'accept-encoding, cookie');
		response.setHeader('cache-control', 'no-cache');
		if (encoding) response.setHeader('content-encoding', encoding);
		response.writeHead(200, { 'content-length': body.length });
		response.end(request.method === 'HEAD' ? undefined : body);
	}

	return {
		serveAtOnce(request, response) {
			const { headers, url } = request;
			if (request.method !== 'GET' || (url !== '/connexion' && url !== '/') || headers.cookie !== undefined || headers['x-preau-render'] !== undefined) return false;
			const page = kept.get(keyOf(url, 'fr'));
			if (!page) return false;
			if (page.until < Date.now()) void refreshOnce(keyOf(url, 'fr'), url, 'fr');
			const encoding = encodingFor(request) ?? 'plain';
			response.writeHead(200, page.heads[encoding]);
			response.end(page[encoding]);
			return true;
		},
		serve(request, response, url) {
			if (request.method !== 'GET' && request.method !== 'HEAD') return false;
			const path = PATHS.find((one) => one === url.pathname);
			if (path === undefined || request.headers['x-preau-render'] !== undefined) return false;
			const cookies = String(request.headers.cookie ?? '');
			const personal = url.search !== '' || /(^|;\s*)(__Host-preau|preau|theme|lecture|avis)=/.test(cookies);
			if (personal && there) return false;
			const locale = /(^|;\s*)langue=en/.test(cookies) ? 'en' : 'fr';
			const key = keyOf(path, locale);
			const page = kept.get(key);
			if (page) {
				if (page.until < Date.now()) void refreshOnce(key, path, locale);
				answer(request, response, page);
				return true;
			}
			void refreshOnce(key, path, locale).then(() => {
				const made = kept.get(key);
				if (made) answer(request, response, made);
				else response.writeHead(503, { 'retry-after': '10', 'content-type': 'text/plain; charset=utf-8' }).end('Préau démarre. Réessayez dans quelques secondes.\n');
			});
			return true;
		},
		invalidate() {
			for (const page of kept.values()) page.until = 0;
			if (timer) void refreshAll();
		},
		async start() {
			await load();
			await refreshAll();
			timer = setInterval(() => void refreshAll(), EVERY_MS);
			timer.unref();
		},
		databaseThere(now) {
			there = now;
		},
		stop() {
			if (timer) clearInterval(timer);
		}
	};
}

function keyOf(path: string, locale: string): string {
	return `${locale}${path === '/' ? '-accueil' : path.replaceAll('/', '-')}`;
}

interface OnDisk {
	headers: [string, string][];
	body: string;
}

/** Written aside, then named: a process that starts never reads half a page. Its absence is no failure. */
function persist(folder: string, key: string, page: OnDisk): void {
	const aside = join(folder, `.${key}.${process.pid}`);
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		writeFileSync(aside, JSON.stringify(page), { mode: 0o600 });
		renameSync(aside, join(folder, `${key}.json`));
	} catch {
		rmSync(aside, { force: true });
	}
}

function read(folder: string, key: string): OnDisk | null {
	try {
		return JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8')) as OnDisk;
	} catch {
		return null;
	}
}
