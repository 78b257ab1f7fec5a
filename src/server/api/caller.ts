/** Who asks: a personal access token, else the session cookie, else a visitor. */
import type { IncomingMessage } from 'node:http';
import type { App } from '#app';
import type { Actor } from '#kernel/actor';
import { personOfAccessToken } from '#modules/identity';
import { sessionToken } from '../http/session-token.ts';

/** The actor, or null when a token was given that is not valid (a cookie that is not is a visitor's). */
export async function actorOf(app: App, request: IncomingMessage): Promise<Actor | null> {
	const given = request.headers.authorization;
	if (given !== undefined) {
		const token = /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(given)?.[1];
		return token === undefined ? null : app.database.system((db) => personOfAccessToken(db, token, app.engine.clock.now()));
	}
	const token = sessionToken(request, app.config);
	const signedIn = token === null ? null : await app.ports.sessions.find(token);
	return signedIn?.actor ?? { kind: 'visitor', locale: localeOf(request) };
}

/** Does a command come from a page that is not ours? A token is proof enough: browsers never add it by themselves. */
export function crossOrigin(request: IncomingMessage): boolean {
	if (request.headers.authorization !== undefined) return false;
	const { origin } = request.headers;
	const site = request.headers['sec-fetch-site'];
	if (origin !== undefined) return origin !== ownOrigin(request);
	if (site !== undefined) return site !== 'same-origin';
	// Neither: no browser of today. Without a cookie there is nothing to abuse.
	return request.headers.cookie !== undefined;
}

/** How this request reached us; http/server.ts says so. */
export function ownOrigin(request: IncomingMessage): string {
	return `${String(request.headers['x-preau-proto'])}://${String(request.headers['x-preau-host'])}`;
}

export function localeOf(request: IncomingMessage): 'fr' | 'en' {
	return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'fr';
}
