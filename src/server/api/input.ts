/** What a call is given: the query string of a GET, the JSON object of a POST. */
import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from '#kernel/errors';

/** Bytes. Files never come this way. */
const MOST = 256 * 1024;

export interface Input {
	value: Record<string, unknown>;
}
export function isInput(given: Input | Refusal): given is Input {
	return !('refused' in given);
}

export async function inputOf(request: IncomingMessage, url: URL): Promise<Input | Refusal> {
	if (request.method !== 'POST') return { value: fromAddress(url.searchParams) };
	// Also what keeps a plain form of another site from posting here.
	if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) return refuse('invalid-input', { code: 'json-expected' });
	const body = await read(request);
	if (body === null) return refuse('too-large');
	return parse(body);
}

/** One value is text, a repeated name is a list. */
function fromAddress(given: URLSearchParams): Record<string, string | string[]> {
	const names = new Set(given.keys());
	return Object.fromEntries(
		[...names].map((name) => {
			const values = given.getAll(name);
			return [name, values.length === 1 ? (values[0] ?? '') : values];
		})
	);
}

async function read(request: IncomingMessage): Promise<Buffer | null> {
	if (Number(request.headers['content-length'] ?? 0) > MOST) return null;
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MOST) return null;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function parse(body: Buffer): Input | Refusal {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: value as Record<string, unknown> };
	} catch {
		// Not JSON, or not UTF-8: the same answer.
	}
	return refuse('invalid-input', { code: 'json-malformed' });
}
