/** The bytes of a file, for who may read it now. Never shown by a browser as a page of ours. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refused, type App } from '#app';
import { refuse } from '#kernel/errors';
import { withoutAccents } from '#kernel/letters';
import { pageKey, previewKey } from '#modules/files';
import type { Range } from '#platform/files/store';
import { answerRefused, callerOf, type Caller } from './caller.ts';

/** Even what is opened by mistake runs nothing, asks nothing, and is nobody's page. */
export const HARMLESS = { 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'private, no-cache' };

export async function download(app: App, request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
	const found = await readable(app, request, response, id);
	if (found) await serve(app, request, response, { key: found.sha256, size: found.size, name: found.name, mime: found.mime });
}

/** Bytes of the store as an attachment, in ranges if asked: what was cut is taken up where it was. Who may have them was asked before. */
export async function serve(app: App, request: IncomingMessage, response: ServerResponse, found: { key: string; size: number; name: string; mime: string }): Promise<void> {
	const disposition = attachment(found.name);
	const elsewhere = await app.ports.files.store.address(found.key, { disposition, type: found.mime });
	if (elsewhere !== null) return void response.writeHead(302, { location: elsewhere, 'cache-control': 'no-store' }).end();
	const etag = `"${found.key}"`;
	const headers = { ...HARMLESS, etag, 'accept-ranges': 'bytes', 'content-type': found.mime, 'content-disposition': disposition };
	if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
	const asked = request.headers['if-range'] === undefined || request.headers['if-range'] === etag ? request.headers.range : undefined;
	const range = rangeOf(asked, found.size);
	if (range === 'unsatisfiable') return void response.writeHead(416, { ...HARMLESS, 'content-range': `bytes */${found.size}` }).end();
	const length = range ? range.end - range.start + 1 : found.size;
	const partial = range ? { 'content-range': `bytes ${range.start}-${range.end}/${found.size}` } : {};
	await send(app, request, response, found.key, range, [range ? 206 : 200, { ...headers, ...partial, 'content-length': length }]);
}

/** The picture made anew by the worker: the only thing of a file that is shown in a page. */
export async function preview(app: App, request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
	const found = await readable(app, request, response, id);
	if (found) await picture(app, request, response, found, found.hasPreview ? previewKey(found.sha256) : null);
}

/** A page of a document, drawn by the worker; of a picture, its preview. */
export async function page(app: App, request: IncomingMessage, response: ServerResponse, id: string, number: number): Promise<void> {
	const found = await readable(app, request, response, id);
	if (!found) return;
	const key = found.mime.startsWith('image/') ? (found.hasPreview && number === 1 ? previewKey(found.sha256) : null) : pageKey(found.sha256, number);
	await picture(app, request, response, found, number <= found.drawnPages ? key : null);
}

async function picture(app: App, request: IncomingMessage, response: ServerResponse, { caller }: { caller: Caller }, key: string | null): Promise<void> {
	const headers = { ...HARMLESS, ...(key === null ? {} : { etag: `"${key}"` }), 'content-type': 'image/webp', 'content-disposition': 'inline' };
	if (key !== null && request.headers['if-none-match'] === `"${key}"`) return void response.writeHead(304, headers).end();
	const size = key === null ? null : await app.ports.files.store.size(key);
	if (key === null || size === null) return answerRefused(request, response, refused(refuse('not-found', { code: 'no-preview' }), caller.locale));
	await send(app, request, response, key, null, [200, { ...headers, 'content-length': size }]);
}

async function readable(app: App, request: IncomingMessage, response: ServerResponse, id: string) {
	const caller = await callerOf(app, request, false);
	if ('ok' in caller) return void answerRefused(request, response, caller);
	if (caller.actor.kind === 'visitor') return void signIn(request, response, caller);
	const found = await app.call('files.open', caller.actor, { id }, caller.origin);
	if (!found.ok) return void answerRefused(request, response, found.code === 'invalid-input' ? refused(refuse('not-found'), caller.locale) : found);
	return { ...found.value, caller };
}

/** Somebody whose session has ended follows a link: he signs in and comes back. */
export function signIn(request: IncomingMessage, response: ServerResponse, caller: Caller): void {
	if (!request.headers.accept?.includes('text/html')) return answerRefused(request, response, refused(refuse('not-signed-in'), caller.locale));
	response.writeHead(303, { location: `/connexion?suite=${encodeURIComponent(request.url ?? '/')}`, 'cache-control': 'no-store' }).end();
}

async function send(
	app: App,
	request: IncomingMessage,
	response: ServerResponse,
	key: string,
	range: Range | null,
	head: [number, Record<string, string | number>]
): Promise<void> {
	if (request.method === 'HEAD') return void response.writeHead(...head).end();
	// An empty file has no range to read.
	const source = await app.ports.files.store.read(key, range ?? undefined);
	response.writeHead(...head);
	await flow(source, response);
}

/** Who asked went away: underway, or before the first byte. */
const GONE = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE'];

/** To who asked. When he has gone it ends here, and what was opened is closed: a pipeline that never began closes nothing. */
export async function flow(source: Readable, response: ServerResponse): Promise<void> {
	try {
		await pipeline(source, response);
	} catch (error) {
		source.destroy();
		if (!GONE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}

/** RFC 6266 with RFC 8187: a name for every browser, the real one for those of today. */
export function attachment(name: string): string {
	const plain = withoutAccents(name)
		.replace(/[^\x20-\x7e]/g, '_')
		.replace(/["\\%;]/g, '_');
	const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
	return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** One range (RFC 9110 §14); several at once, or nonsense, give the whole file. */
export function rangeOf(header: string | undefined, size: number): Range | null | 'unsatisfiable' {
	const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	if (!asked || (asked[1] === '' && asked[2] === '')) return null;
	const last = Number(asked[2]);
	if (asked[1] === '') return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
	const start = Number(asked[1]);
	if (start >= size) return 'unsatisfiable';
	const end = asked[2] === '' ? size - 1 : Math.min(last, size - 1);
	return end < start ? null : { start, end };
}
