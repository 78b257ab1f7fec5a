import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressed } from './compress.ts';

const LONG = 'Bonjour à tous. '.repeat(40_000);

/** A writer that heeds back-pressure, as the pages do: writes on only after `drain`. */
async function answerOf(encoding: string, body = LONG, type = 'text/html'): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
	const server = createServer((asked, plain) => {
		const response = compressed(asked, plain);
		response.writeHead(200, { 'content-type': type });
		void (async () => {
			for (let at = 0; at < body.length; at += 8_000) {
				if (!response.write(body.slice(at, at + 8_000))) await once(response, 'drain');
			}
			response.end();
		})();
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		return await new Promise((resolve, reject) => {
			request({ port: (server.address() as AddressInfo).port, headers: { 'accept-encoding': encoding } }, (answer) => {
				const parts: Buffer[] = [];
				answer.on('data', (part: Buffer) => parts.push(part));
				answer.on('end', () => {
					resolve({ headers: answer.headers, body: Buffer.concat(parts) });
				});
			})
				.on('error', reject)
				.end();
		});
	} finally {
		server.close();
	}
}

describe('compression', () => {
	test('a long page arrives whole, whoever writes it heeds back-pressure', async () => {
		const gzip = await answerOf('gzip');
		expect(gzip.headers['content-encoding']).toBe('gzip');
		expect(gunzipSync(gzip.body).toString()).toBe(LONG);
		const br = await answerOf('gzip, deflate, br');
		expect(br.headers['content-encoding']).toBe('br');
		expect(brotliDecompressSync(br.body).toString()).toBe(LONG);
	});

	test('an ordinary page leaves in one piece, with its length', async () => {
		const page = LONG.slice(0, 20_000);
		const answer = await answerOf('gzip', page);
		expect(Number(answer.headers['content-length'])).toBe(answer.body.length);
		expect(gunzipSync(answer.body).toString()).toBe(page);
	});

	test('pictures and those who do not ask are left alone', async () => {
		expect((await answerOf('gzip', 'x'.repeat(5_000), 'image/png')).headers['content-encoding']).toBeUndefined();
		expect((await answerOf('identity')).body.toString()).toBe(LONG);
	});
});
