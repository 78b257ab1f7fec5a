/** « Tout télécharger »: the files of one message or submission, zipped while they are sent. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import yazl from 'yazl';
import { refused, type App } from '#app';
import { refuse } from '#kernel/errors';
import { uniqueNames } from '#modules/files';
import { answerRefused, callerOf, type Caller } from './caller.ts';
import { attachment, flow, HARMLESS, signIn } from './download.ts';

export async function zip(app: App, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
	const caller = await callerOf(app, request, false);
	if ('ok' in caller) return answerRefused(request, response, caller);
	if (caller.actor.kind === 'visitor') return signIn(request, response, caller);
	const asked = { module: url.searchParams.get('module') ?? '', subjectId: url.searchParams.get('sujet') ?? '' };
	const found = await app.call('files.of-subject', caller.actor, asked, caller.origin);
	if (!found.ok) return answerRefused(request, response, found.code === 'invalid-input' ? refused(refuse('not-found'), caller.locale) : found);
	response.writeHead(200, { ...HARMLESS, 'content-type': 'application/zip', 'content-disposition': attachment('fichiers.zip') });
	if (request.method === 'HEAD') return void response.end();

	const archive = new yazl.ZipFile();
	/** What is being read, when who asked goes away. */
	const reading: { now?: Readable } = {};
	const names = uniqueNames(found.value.map((file) => file.name));
	found.value.forEach((file, at) => {
		// Asked again for each, when its turn comes: a long download ends where the right does.
		archive.addReadStreamLazy(names[at] ?? file.id, { compress: false, mtime: app.engine.clock.now() }, (give) => {
			void bytesOf(app, caller, file.id).then(
				(stream) => {
					reading.now = stream;
					// Gone while it was opened: nobody asks for another.
					if (response.destroyed) stream.destroy();
					give(null, stream);
				},
				(error: unknown) => {
					give(error, undefined as never);
				}
			);
		});
	});
	archive.on('error', (error) => response.destroy(error as Error));
	archive.end();
	await flow(archive.outputStream as Readable, response).catch((error: unknown) => {
		app.log.warn({ err: error }, 'zip cut short');
	});
	reading.now?.destroy();
}

async function bytesOf(app: App, caller: Caller, id: string) {
	const open = await app.call('files.open', caller.actor, { id }, caller.origin);
	if (!open.ok) throw new Error(`no longer readable: ${open.code}`);
	return app.ports.files.store.read(open.value.sha256);
}
