/**
 * `/notifications/direct`: one server-sent event stream a group of tabs, fed by NOTIFY. Carries a number, never
 * what happened. Ends with the session, within `CHECK_MS` even if a notification of its end was lost.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '#app';
import { sessionsOpen, type SignedIn } from '#modules/identity';
import { sessionToken } from './session-token.ts';

/** Devices and browsers of one person. */
const MOST_OF_ONE = 6;
/** Of one process: each costs a socket and a few kilobytes. */
const MOST = 4_000;
/** Proxies cut what is silent for a minute. */
const HEARTBEAT_MS = 25_000;
/** Promise 15: five seconds, open sockets included. */
const CHECK_MS = 3_000;
/** What arrives together is counted once. */
const GATHER_MS = 250;

interface Stream {
	response: ServerResponse;
	found: SignedIn;
	last: number;
}

export interface Direct {
	handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean;
	/** These accounts have something new, or have read something. */
	told(accounts: readonly string[]): void;
	/** Ends streams whose session is over. */
	check(): Promise<void>;
	/** Everybody is asked to come again, to another process. */
	close(): void;
	/** For metrics. */
	open(): number;
}

export function createDirect(app: App): Direct {
	const streams = new Set<Stream>();
	const byAccount = new Map<string, Set<Stream>>();
	const waiting = new Set<string>();
	let gathering: NodeJS.Timeout | undefined;
	let closed = false;

	function forget(stream: Stream): void {
		streams.delete(stream);
		const own = byAccount.get(stream.found.actor.id);
		own?.delete(stream);
		if (own?.size === 0) byAccount.delete(stream.found.actor.id);
	}

	function end(stream: Stream, event: string): void {
		forget(stream);
		stream.response.end(`event: ${event}\ndata: \n\n`);
	}

	async function count(account: string): Promise<void> {
		const own = byAccount.get(account);
		const [first] = own ?? [];
		if (!own || !first) return;
		const answer = await app.call('notifications.unread-count', first.found.actor, {});
		if (!answer.ok) return;
		for (const stream of own) {
			if (stream.last === answer.value.count) continue;
			stream.last = answer.value.count;
			stream.response.write(`event: count\ndata: ${answer.value.count}\n\n`);
		}
	}

	/** The database is away: the next word, or the next connection, brings the number. */
	const countQuietly = (account: string) => count(account).catch(() => undefined);

	async function accept(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const token = sessionToken(request, app.config);
		const found = token === null ? null : await app.ports.sessions.find(token);
		// 204 tells an EventSource to stop asking (HTML standard, « server-sent events »).
		if (!found || (found.actor.pending !== null && found.actor.pending !== 'second-factor-setup')) return void response.writeHead(204).end();
		const own = byAccount.get(found.actor.id);
		if (closed || streams.size >= MOST || (own?.size ?? 0) >= MOST_OF_ONE) return void response.writeHead(503, { 'retry-after': '60' }).end();
		const stream: Stream = { response, found, last: -1 };
		streams.add(stream);
		if (own) own.add(stream);
		else byAccount.set(found.actor.id, new Set([stream]));
		response.once('close', () => {
			forget(stream);
		});
		// `no-transform` and the header of nginx: nothing on the way may hold events back.
		response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
		response.write(': bonjour\n\n');
		await countQuietly(found.actor.id);
	}

	async function check(): Promise<void> {
		if (streams.size === 0) return;
		const asked = [...streams];
		const open = await app.database.system((db) =>
			sessionsOpen(
				db,
				asked.map((one) => one.found.actor.sessionId),
				app.engine.clock.now()
			)
		);
		for (const stream of asked) if (streams.has(stream) && !open.has(stream.found.actor.sessionId)) end(stream, 'fin');
	}

	const checking = setInterval(() => void check().catch(() => undefined), CHECK_MS).unref();
	const heartbeat = setInterval(() => {
		for (const stream of streams) stream.response.write(': \n\n');
	}, HEARTBEAT_MS).unref();

	return {
		handle(request, response, url) {
			if (url.pathname !== '/notifications/direct') return false;
			if (request.method !== 'GET') return (response.writeHead(405, { allow: 'GET' }).end(), true);
			accept(request, response).catch(() => {
				if (!response.headersSent) response.writeHead(503, { 'retry-after': '30' });
				response.end();
			});
			return true;
		},
		told(accounts) {
			for (const account of accounts) if (byAccount.has(account)) waiting.add(account);
			if (waiting.size === 0) return;
			gathering ??= setTimeout(() => {
				gathering = undefined;
				const now = [...waiting];
				waiting.clear();
				// One after the other: a broadcast must not take every connection of the pool.
				void (async () => {
					for (const account of now) await countQuietly(account);
				})();
			}, GATHER_MS);
		},
		check,
		close() {
			closed = true;
			clearInterval(checking);
			clearInterval(heartbeat);
			clearTimeout(gathering);
			for (const stream of [...streams]) end(stream, 'ailleurs');
		},
		open: () => streams.size
	};
}
