import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import type { App } from '#app';
import { health } from './health.ts';

test('a database that keeps silent is not ready, and who asks is not kept waiting', async () => {
	vi.useFakeTimers();
	const said: (number | string)[] = [];
	const response = {
		writeHead(status: number) {
			said.push(status);
			return { end: (text: string) => said.push(text) };
		}
	} as unknown as ServerResponse;
	const silent = { database: { ping: () => new Promise<boolean>(() => undefined) } } as unknown as App;
	expect(health(silent, {} as IncomingMessage, response, new URL('http://localhost/readyz'))).toBe(true);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(said).toEqual([503, 'database\n']);
	vi.useRealTimers();
});
