/** Which statements a page runs: the real page in this process, with `pg` overheard. */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createApi } from '#api';
import type { Config } from '#platform/config';
import { addresses } from '#platform/installation';
import { APP } from '#platform/roles';
import { provideApp } from '../../src/app-handle.ts';
import { composeApp } from '../../src/processes/compose.ts';
import { createWebServer, type Handler } from '../../src/server/http/server.ts';
import { freePort } from '../support/house.ts';
import type { Statement } from './bare.ts';

/** Milliseconds. */
const ENDS_WITHIN_MS = 100;

export interface Recorder {
	/** The statements of one visit, when the session is already known to the process. */
	visit(path: string, cookie: string): Promise<Statement[]>;
	close(): Promise<void>;
}

export async function createRecorder(config: Config): Promise<Recorder> {
	const app = composeApp(config, addresses(config), { process: 'bench' });
	provideApp(app);
	Object.assign(process.env, { PREAU_KIT_PROTOCOL_HEADER: 'x-preau-proto', PREAU_KIT_HOST_HEADER: 'x-preau-host' });
	const { handler } = (await import(new URL('../../build/handler.js', import.meta.url).href)) as { handler: Handler };
	const server = createWebServer({ app, pages: handler, publicPages: null, api: createApi(app) });
	const port = await freePort();
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');

	let heard: Statement[] = [];
	const connections = new WeakMap<object, number>();
	let count = 0;
	const query = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => unknown;
	pg.Client.prototype.query = function (this: pg.Client & { user?: string }, ...given: unknown[]) {
		const [first, second] = given as [string | { name?: string; text: string; values?: unknown[] }, unknown[]?];
		if (!connections.has(this)) connections.set(this, count++);
		const statement = typeof first === 'string' ? { text: first, values: second ?? [] } : { text: first.text, values: first.values ?? [], name: first.name };
		if (typeof statement.text === 'string') {
			heard.push({ role: this.user === APP ? 'app' : 'system', connection: connections.get(this) ?? 0, name: undefined, ...statement });
		}
		return query.apply(this, given);
	} as typeof pg.Client.prototype.query;

	return {
		async visit(path, cookie) {
			const ask = async () => {
				const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie }, redirect: 'manual' });
				await answer.text();
				if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
				// The end of what only read waits a moment for company (platform/database.ts): it belongs to the visit.
				await pause(ENDS_WITHIN_MS);
			};
			await ask();
			heard = [];
			await ask();
			return heard;
		},
		async close() {
			server.closeAllConnections();
			server.close();
			await app.close();
		}
	};
}
