/**
 * POST /fichiers/formulaire?usage=message&retour=/messagerie/ecrire: files of a page without JavaScript. Written
 * as they arrive, never held in memory; the same rows, limits and store as the resumable upload. Answers with
 * the page one came from, the files' ids in its address, or with a page that says what was not taken.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { refused, type App, type Refused } from '#app';
import { refuse } from '#kernel/errors';
import { finish, forgetUpload, recordWhole } from '#modules/files';
import { readOn } from '../read-on.ts';
import { answerRefused, callerOf, type Caller } from './caller.ts';

const MOST_FILES = 20;
/** A line that brings nothing for so long is cut. Milliseconds. */
const SILENCE_MS = 60_000;

type FileStream = Readable & { truncated?: boolean };
type Taken = { ok: true; id: string } | Refused;

interface Sending {
	app: App;
	caller: Caller;
	purpose: string;
	/** Bytes that may still come: what a file is taken for until it is there. */
	announced: number;
}

export async function form(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const url = new URL(request.url ?? '/', app.config.origin);
	const back = ownPath(url.searchParams.get('retour'));
	const caller = await callerOf(app, request, true);
	if ('ok' in caller) return answerRefused(request, response, caller);
	if (caller.actor.kind === 'visitor') return seeOther(request, response, `/connexion?suite=${encodeURIComponent(back)}`);
	const announced = Number(request.headers['content-length']);
	if (!Number.isInteger(announced)) return answerRefused(request, response, refused(refuse('invalid-input'), caller.locale));
	request.setTimeout(SILENCE_MS, () => request.destroy());

	const taken = await receive({ app, caller, purpose: url.searchParams.get('usage') ?? '', announced }, request);
	const target = new URL(back, app.config.origin);
	for (const one of taken) if (one.ok) target.searchParams.append('fichier', one.id);
	const refusal = taken.find((one) => !one.ok);
	if (!refusal) return seeOther(request, response, target.pathname + target.search);
	const page = new URLSearchParams({
		code: refusal.code,
		retour: target.pathname + target.search,
		...Object.fromEntries(Object.entries(refusal.params ?? {}).map(([name, value]) => [name, String(value)]))
	});
	seeOther(request, response, `/fichiers/refus?${page.toString()}`);
}

/** Every file of the form, one after the other. */
async function receive(sending: Sending, request: IncomingMessage): Promise<Taken[]> {
	const taken: Promise<Taken>[] = [];
	const parser = new Busboy({ headers: request.headers as BusboyHeaders, limits: { files: MOST_FILES, fields: 50, fieldSize: 64 * 1024, headerPairs: 50 } });
	await new Promise<void>((resolve, reject) => {
		parser.on('file', (_field, stream, filename) => {
			// A file field left empty.
			if (!filename) return void stream.resume();
			taken.push(take(sending, stream as FileStream, filename));
		});
		parser.on('filesLimit', () => taken.push(Promise.resolve(refused(refuse('invalid-input', { code: 'too-many-files', params: { limit: MOST_FILES } }), sending.caller.locale))));
		parser.on('finish', resolve);
		parser.on('error', reject);
		request.on('aborted', () => {
			parser.destroy(new Error('the line broke'));
		});
		request.pipe(parser);
	});
	return Promise.all(taken);
}

async function take({ app, caller, purpose, announced }: Sending, stream: FileStream, name: string): Promise<Taken> {
	const { actor, origin, locale } = caller;
	const begun = await app.call('files.begin-upload', actor, { name, size: announced, purpose }, origin);
	if (!begun.ok) {
		stream.resume();
		return begun;
	}
	const { id } = begun.value;
	const tools = { database: app.database, ports: app.ports, clock: app.engine.clock, log: app.log };
	try {
		await app.ports.files.spool.create(id);
		// What is half there when the line breaks cannot be taken up again: nothing is told before the end.
		const size = await app.ports.files.spool.append({ id, from: 0, source: stream, durable: () => Promise.resolve() });
		await recordWhole(tools, id, size);
		const outcome = await finish(tools, id);
		if (outcome.state === 'refused') return refused(refuse('invalid-input', { code: outcome.code }), locale);
		if (outcome.state !== 'finished') throw new Error(`file ${id} is ${outcome.state}`);
		return { ok: true, id };
	} catch (error) {
		stream.resume();
		await forgetUpload(tools, id);
		throw error;
	}
}

/** A page of ours, by its path: never another host. */
function ownPath(given: string | null): string {
	return given !== null && /^\/(?![/\\])[^\\\s]*$/.test(given) ? given : '/accueil';
}

function seeOther(request: IncomingMessage, response: ServerResponse, location: string): void {
	readOn(request);
	response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}
