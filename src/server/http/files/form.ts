/**
 * POST /fichiers/formulaire?usage=message&cle=…&retour=/messagerie/ecrire: files of a page without JavaScript. Written
 * as they arrive, never held in memory; the same rows, limits and store as the resumable upload. Answers with
 * the page one came from, the files' ids in its address, or with a page that says what was not taken. The form has a
 * name (`cle`): sent again because the answer was lost on the line, its files are those that came the first time.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { refused, type App, type Refused } from '#app';
import { refuse } from '#kernel/errors';
import { finish, forgetUpload, recordWhole, sentBefore } from '#modules/files';
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
	/** The form's own name. */
	key: string | null;
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

	const taken = await receive({ app, caller, purpose: url.searchParams.get('usage') ?? '', announced, key: url.searchParams.get('cle') }, request);
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
			taken.push(take(sending, stream as FileStream, filename, nameIn(sending, taken.length, filename)));
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

/** What a file of a form is called: by the form, its place in it, and all that is known before its first byte. */
function nameIn({ key, announced }: Sending, place: number, name: string): string | null {
	if (key === null) return null;
	const digest = createHash('sha256')
		.update(JSON.stringify([key, place, name, announced]))
		.digest('hex');
	return [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`, digest.slice(20, 32)].join('-');
}

async function take({ app, caller, purpose, announced }: Sending, stream: FileStream, name: string, as: string | null): Promise<Taken> {
	const { actor, origin, locale } = caller;
	const begin = (named: object) => app.call('files.begin-upload', actor, { name, size: announced, purpose, ...named }, origin);
	let begun = await begin(as === null ? {} : { as });
	// That name has a file: whether it is this one is known when its bytes are here.
	const again = begun.ok ? begun.value.again : begun.code === 'upload-named-twice';
	if (again) begun = await begin({});
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
		const first = again && as !== null ? await sentBefore(tools, id, as) : null;
		if (first === null) return { ok: true, id };
		await app.call('files.remove-mine', actor, { id }, origin);
		return { ok: true, id: first };
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
