/** Pages leave compressed: a page of 30 kB is 6 kB on a slow line. Files of the build are compressed at build time. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

const COMPRESSIBLE = /^(text\/|application\/(json|atom\+xml|javascript|manifest\+json)|image\/svg)/;
/** Below this, headers cost more than is saved. Bytes. */
const SMALLEST = 1_000;

/** The same response, compressing what is worth it as it is written. */
export function compressed(request: IncomingMessage, response: ServerResponse): ServerResponse {
	const accepted = String(request.headers['accept-encoding'] ?? '');
	const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
	if (!encoding || request.method === 'HEAD') return response;
	const writeHead = response.writeHead.bind(response);
	const write = response.write.bind(response);
	const end = response.end.bind(response);
	let stream: ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress> | null = null;
	let decided = false;

	function decide(): void {
		if (decided) return;
		decided = true;
		const type = String(response.getHeader('content-type') ?? '');
		const length = Number(response.getHeader('content-length') ?? Infinity);
		if (response.hasHeader('content-encoding') || !COMPRESSIBLE.test(type) || length < SMALLEST || response.statusCode === 304) return;
		response.removeHeader('content-length');
		response.removeHeader('etag');
		response.setHeader('content-encoding', encoding ?? 'gzip');
		response.appendHeader('vary', 'accept-encoding');
		// Pages are 10 to 100 kB and made anew each time: a small window is made quickly and loses little.
		stream = encoding === 'br'
			? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_LGWIN]: 16, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } })
			: createGzip({ level: 3, windowBits: 14, memLevel: 7 });
		stream.on('data', (chunk: Buffer) => { if (!write(chunk)) stream?.pause(); });
		stream.on('end', () => end());
		response.on('drain', () => stream?.resume());
		// Whoever writes waits for the response to drain: it is the compressor that was full.
		stream.on('drain', () => response.emit('drain'));
		response.once('close', () => stream?.destroy());
	}

	response.writeHead = ((status: number, ...rest: unknown[]) => {
		response.statusCode = status;
		const headers = rest.find((one) => typeof one === 'object' && one !== null) as Record<string, string> | undefined;
		for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
		decide();
		return writeHead(status);
	}) as typeof response.writeHead;
	response.write = ((chunk: Buffer | string, ...rest: unknown[]) => {
		decide();
		return stream ? stream.write(chunk) : (write as (...args: unknown[]) => boolean)(chunk, ...rest);
	}) as typeof response.write;
	response.end = ((chunk?: Buffer | string, ...rest: unknown[]) => {
		decide();
		if (stream) stream.end(typeof chunk === 'function' ? undefined : chunk);
		else (end as (...args: unknown[]) => void)(chunk, ...rest);
		return response;
	}) as typeof response.end;
	return response;
}
