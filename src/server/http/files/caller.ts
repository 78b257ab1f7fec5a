/** Who asks for a file or sends one: as the API sees it, with answers a person can read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refused, type App, type Refused } from '#app';
import { actorOf, crossOrigin, localeOf } from '../../api/caller.ts';
import { refuse } from '#kernel/errors';
import type { Actor } from '#kernel/actor';
import type { RequestOrigin } from '#kernel/context';
import { readOn } from '../read-on.ts';

export interface Caller {
	actor: Actor;
	origin: RequestOrigin;
	locale: 'fr' | 'en';
}

/** The caller, or why there is none. Writing needs a page of ours, or a token. */
export async function callerOf(app: App, request: IncomingMessage, writes: boolean): Promise<Caller | Refused> {
	const actor = await actorOf(app, request);
	const locale = actor === null || actor.kind === 'visitor' ? localeOf(request) : actor.locale;
	if (actor === null) return refused(refuse('not-signed-in', { code: 'token-not-valid' }), locale);
	if (writes && crossOrigin(request)) return refused(refuse('cross-origin'), locale);
	const header = (name: string) => request.headers[name]?.toString() ?? null;
	return { actor, locale, origin: { network: header('x-preau-network'), userAgent: header('user-agent') } };
}

/** A sentence, and nothing of what was asked. */
export function answerRefused(request: IncomingMessage, response: ServerResponse, why: { status: number; message: string }): void {
	if (response.headersSent) return void response.destroy();
	readOn(request);
	response.writeHead(why.status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(request.method === 'HEAD' ? undefined : `${why.message}\n`);
}
