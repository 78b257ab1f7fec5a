/** A zip that a job prepared, for who asked for it, as long as he may: in ranges, so that a cut line does not begin again. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refused, type App } from '#app';
import { refuse } from '#kernel/errors';
import { answerRefused, callerOf } from './caller.ts';
import { serve, signIn } from './download.ts';

export async function archive(app: App, request: IncomingMessage, response: ServerResponse, archiveId: string): Promise<void> {
	const caller = await callerOf(app, request, false);
	if ('ok' in caller) return answerRefused(request, response, caller);
	if (caller.actor.kind === 'visitor') return signIn(request, response, caller);
	const found = await app.call('assignments.open-archive', caller.actor, { archiveId }, caller.origin);
	if (!found.ok) return answerRefused(request, response, found.code === 'invalid-input' ? refused(refuse('not-found'), caller.locale) : found);
	await serve(app, request, response, { ...found.value, mime: 'application/zip' });
}
