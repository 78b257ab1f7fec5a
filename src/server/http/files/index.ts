/** Files in and out, at /fichiers: outside the pages, which take no large body and send none. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refused, type App } from '#app';
import { refuse } from '#kernel/errors';
import { isConnectionLoss } from '#platform/connection-loss';
import { StoreAway } from '#platform/files/store';
import { localeOf } from '../../api/caller.ts';
import { archive } from './archive.ts';
import { answerRefused } from './caller.ts';
import { download, page, preview } from './download.ts';
import { form } from './form.ts';
import { createTus, PATH as TUS } from './tus.ts';
import { zip } from './zip.ts';

const FILE = /^\/fichiers\/([0-9a-f]{8}-[0-9a-f-]{27})\/([^/]+)$/;
const PAGE = /^\/fichiers\/([0-9a-f]{8}-[0-9a-f-]{27})\/pages\/([1-9]\d{0,2})$/;
const ARCHIVE = /^\/fichiers\/archive\/([0-9a-f]{8}-[0-9a-f-]{27})$/;

/** Answers true when the request was for a file. */
export function createFileEndpoints(app: App): (request: IncomingMessage, response: ServerResponse, url: URL) => boolean {
	const tus = createTus(app);

	function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> | null {
		const { pathname } = url;
		if (pathname === TUS || pathname.startsWith(`${TUS}/`)) return tus(request, response);
		if (pathname === '/fichiers/formulaire' && request.method === 'POST') return form(app, request, response);
		if (request.method !== 'GET' && request.method !== 'HEAD') return null;
		if (pathname === '/fichiers/zip') return zip(app, request, response, url);
		const [, archiveId] = ARCHIVE.exec(pathname) ?? [];
		if (archiveId !== undefined) return archive(app, request, response, archiveId);
		const [, document, number] = PAGE.exec(pathname) ?? [];
		if (document !== undefined) return page(app, request, response, document, Number(number));
		const [, id, name] = FILE.exec(pathname) ?? [];
		if (id === undefined) return null;
		return name === 'apercu' ? preview(app, request, response, id) : download(app, request, response, id);
	}

	return (request, response, url) => {
		if (!url.pathname.startsWith('/fichiers/')) return false;
		const answering = answer(request, response, url);
		if (!answering) return false;
		answering.catch((error: unknown) => {
			const away = error instanceof StoreAway;
			if (away) app.log.warn({ err: error, requestId: request.headers['x-request-id'] }, 'file store away');
			const lost = isConnectionLoss(error);
			if (!away && !lost) app.log.error({ err: error, requestId: request.headers['x-request-id'] }, 'file endpoint failed');
			answerRefused(request, response, refused(away ? refuse('unavailable', { code: 'files-away' }) : refuse(lost ? 'unavailable' : 'unexpected'), localeOf(request)));
		});
		return true;
	};
}
