/** Pages leave compressed: a page of 30 kB is 6 kB on a slow line. Files of the build are compressed at build time. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';

const COMPRESSIBLE = /^(text\/(?!event-stream)|application\/(json|atom\+xml|javascript|manifest\+json)|image\/svg)/;
/** Below this, headers cost more than is saved. Bytes. */
const SMALLEST = 1_000;
/** Up to this much is compressed in one go when it is all there (a twentieth of a millisecond); beyond, as a stream. Bytes. */
const AT_ONCE = 128 * 1024;
// Pages are made anew each time: a small window is made quickly and loses little.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_LGWIN]: 16, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } };
const GZIP = { level: 1, windowBits: 14, memLevel: 7 };

/** The same response, compressing what is worth it. Headers leave with the first bytes. */
export function compressed(request: IncomingMessage, response: ServerResponse): ServerResponse {
	const accepted = String(request.headers['accept-encoding'] ?? '');
	const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
	if (!encoding || request.method === 'HEAD') return response;
	const writeHead = response.writeHead.bind(response);
	const write = response.write.bind(response);
	const end = response.end.bind(response);
	let mode: 'undecided' | 'plain' | 'holding' | 'streaming' = 'undecided';
	let held: Buffer[] = [];
	let size = 0;
	let stream: ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress> | null = null;

	function decide(): void {
		if (mode !== 'undecided') return;
		const type = String(response.getHeader('content-type') ?? '');
		const length = Number(response.getHeader('content-length') ?? Infinity);
		const worth = !response.hasHeader('content-encoding') && COMPRESSIBLE.test(type) && length >= SMALLEST && response.statusCode !== 304;
		mode = worth ? 'holding' : 'plain';
		if (!worth) return;
		response.removeHeader('content-length');
		response.removeHeader('etag');
		response.setHeader('content-encoding', encoding ?? 'gzip');
		response.appendHeader('vary', 'accept-encoding');
	}

	function startStream(): void {
		mode = 'streaming';
		stream = encoding === 'br' ? createBrotliCompress(BROTLI) : createGzip(GZIP);
		stream.on('data', (chunk: Buffer) => {
			if (!write(chunk)) stream?.pause();
		});
		stream.on('end', () => end());
		response.on('drain', () => stream?.resume());
		// Whoever writes waits for the response to drain: it is the compressor that was full.
		stream.on('drain', () => response.emit('drain'));
		response.once('close', () => stream?.destroy());
		writeHead(response.statusCode);
		for (const chunk of held) stream.write(chunk);
		held = [];
	}

	function take(chunk: Buffer | string | Uint8Array): boolean {
		const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		if (mode === 'streaming') return stream?.write(bytes) ?? true;
		held.push(bytes);
		size += bytes.length;
		if (size > AT_ONCE) startStream();
		return true;
	}

	response.writeHead = ((status: number, ...rest: unknown[]) => {
		response.statusCode = status;
		const headers = rest.find((one) => typeof one === 'object' && one !== null) as Record<string, string> | undefined;
		for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
		decide();
		return mode === 'plain' ? writeHead(status) : response;
	}) as typeof response.writeHead;
	response.write = ((chunk: Buffer | string, ...rest: unknown[]) => {
		decide();
		return mode === 'plain' ? (write as (...args: unknown[]) => boolean)(chunk, ...rest) : take(chunk);
	}) as typeof response.write;
	response.end = ((chunk?: Buffer | string, ...rest: unknown[]) => {
		decide();
		if (mode === 'plain') {
			(end as (...args: unknown[]) => void)(chunk, ...rest);
			return response;
		}
		if (chunk !== undefined && typeof chunk !== 'function') take(chunk);
		if (stream) stream.end();
		else {
			const body = held.length === 1 && held[0] ? held[0] : Buffer.concat(held);
			const small = encoding === 'br' ? brotliCompressSync(body, BROTLI) : gzipSync(body, GZIP);
			response.setHeader('content-length', small.length);
			writeHead(response.statusCode);
			end(small);
		}
		return response;
	}) as typeof response.end;
	return response;
}
