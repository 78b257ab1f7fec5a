/**
 * tus 1.0 on /fichiers/envoi: creation (also with the first bytes), termination, expiration, checksum. The
 * protocol is @tus/server's; rows, bytes and locks are ours (see modules/files).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { DataStore, Server, Upload, type Locker } from '@tus/server';
import { refused, type App, type Refused } from '#app';
import { refuse } from '#kernel/errors';
import { FileBusy, finish, finishHeld, forgetUpload, PATIENCE_MS, recordReceived, type Outcome } from '#modules/files';
import { machineClock } from '#platform/clock';
import type { Hold } from '#platform/files/locks';
import { ChecksumMismatch, type Checksum } from '#platform/files/spool';
import { StoreAway } from '#platform/files/store';
import { isConnectionLoss } from '#platform/connection-loss';
import { answerRefused, callerOf, type Caller } from './caller.ts';

export const PATH = '/fichiers/envoi';
/** How long a second request for the same upload waits for the first to stop, and how long that one gets. Milliseconds. */
const LOCK_PATIENCE_MS = 10_000;
const DRAIN_MS = 200;
/** A line that brings nothing for so long is cut; what came is kept. Milliseconds. */
const SILENCE_MS = 60_000;
/** Locked. Told any other error when it asks how far it was, tus-js-client begins anew: it waits only for this one. */
const TRY_AGAIN = 423;
const ALGORITHMS = ['sha1', 'sha256', 'md5'] as const;

/** What @tus/server answers with. */
class TusError extends Error {
	readonly status_code: number;
	readonly body: string;
	constructor(status: number, sentence: string) {
		super(sentence);
		this.status_code = status;
		this.body = `${sentence}\n`;
	}
}

interface Asking extends Caller {
	checksum: Checksum | undefined;
	/** Of the upload it writes to. */
	hold: Hold | null;
	/** What it asks for was begun before: the answer was lost on the line. */
	again: boolean;
}

export function createTus(app: App): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const asking = new AsyncLocalStorage<Asking>();
	const caller = () => {
		const found = asking.getStore();
		if (!found) throw new Error('outside a request');
		return found;
	};
	const tools = { database: app.database, ports: app.ports, clock: app.engine.clock, log: app.log };
	const say = (code: string, status: number) => new TusError(status, refused(refuse('conflict', { code }), caller().locale).message);

	async function stateOf(id: string) {
		const { actor, origin } = caller();
		const found = await app.call('files.upload', actor, { id }, origin);
		if (!found.ok) throw asTus(found);
		if (found.value.state === 'refused') throw say(found.value.refusedCode ?? 'file-refused', 422);
		return found.value;
	}

	/** Every byte is here: nothing is told before the file is finished too. */
	function accept(outcome: Outcome): void {
		if (outcome.state === 'refused') throw say(outcome.code, 422);
		if (outcome.state !== 'finished') throw say('gone', 410);
	}

	class Store extends DataStore {
		override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration', 'checksum'];

		override getExpiration(): number {
			return PATIENCE_MS;
		}

		override async create(upload: Upload): Promise<Upload> {
			if (caller().again) {
				const { received, state } = await stateOf(upload.id);
				// Who sent bytes knows its address, and asks there how far it is.
				if (received > 0 && (upload.size ?? 0) > 0) throw say('upload-busy', 409);
				if (state === 'finished' || (await app.ports.files.spool.size(upload.id)) !== null) return upload;
			}
			await app.ports.files.spool.create(upload.id);
			return upload;
		}

		override async getUpload(id: string): Promise<Upload> {
			let state = await stateOf(id);
			// All bytes came, but who should have finished died: a client that asks is told the truth, not a hope. Who looks holds the lock.
			if (state.state === 'uploading' && state.received === state.size) {
				accept(await finishHeld(tools, id));
				state = await stateOf(id);
			}
			// The protocol's library compares with the machine's clock; how old an upload is, ours says.
			const age = state.state === 'finished' ? 0 : app.engine.clock.now().getTime() + PATIENCE_MS - state.expiresAt.getTime();
			return new Upload({ id, size: state.size, offset: state.received, creation_date: new Date(machineClock.now().getTime() - age).toISOString() });
		}

		override async write(stream: Readable, id: string, offset: number): Promise<number> {
			const { checksum, hold } = caller();
			try {
				return await app.ports.files.spool.append({
					id,
					from: offset,
					source: stream,
					checksum,
					durable(bytes) {
						// Lost with the database: somebody else may be writing, from what was told before.
						if (!hold?.lasts()) throw new FileBusy(`file ${id} is in other hands`);
						return recordReceived(tools, id, bytes);
					}
				});
			} catch (error) {
				if (error instanceof ChecksumMismatch) throw say('checksum-mismatch', 460);
				throw error;
			}
		}

		override async remove(id: string): Promise<void> {
			const { actor, origin } = caller();
			const removed = await app.call('files.remove-mine', actor, { id }, origin);
			if (!removed.ok) throw asTus(removed);
			await forgetUpload(tools, id);
		}
	}

	const locker: Locker = {
		newLock(id) {
			let hold: Hold | null = null;
			return {
				async lock(_signal, asked) {
					hold = await app.ports.files.locks.take(id, { patienceMs: LOCK_PATIENCE_MS, asked: () => void asked() });
					if (!hold) throw say('upload-busy', TRY_AGAIN);
					caller().hold = hold;
				},
				async unlock() {
					await hold?.();
				}
			};
		}
	};

	const tus = new Server({
		path: PATH,
		datastore: new Store(),
		locker,
		lockDrainTimeout: DRAIN_MS,
		relativeLocation: true,
		// Pages of ours only: nothing is said to others' browsers.
		allowedOrigins: () => false,
		async namingFunction(request, metadata) {
			const { actor, origin } = caller();
			const begun = await app.call(
				'files.begin-upload',
				actor,
				{
					name: metadata?.filename ?? metadata?.name ?? 'fichier',
					size: Number(request.headers.get('upload-length') ?? NaN),
					purpose: metadata?.usage ?? metadata?.purpose ?? '',
					...(metadata?.cle ? { as: metadata.cle } : {})
				},
				origin
			);
			if (!begun.ok) throw asTus(begun);
			caller().again = begun.value.again;
			return begun.value.id;
		},
		async onUploadFinish(_request, upload) {
			accept(await finish(tools, upload.id));
			return {};
		},
		onResponseError(request, error) {
			if ('status_code' in error) return error;
			const away = error instanceof StoreAway;
			if (away) app.log.warn({ err: error }, 'file store away');
			const lost = isConnectionLoss(error);
			if (!away && !lost && !(error instanceof FileBusy)) app.log.error({ err: error, method: request.method }, 'upload failed');
			if (error instanceof FileBusy || request.method === 'HEAD') return say('upload-busy', TRY_AGAIN);
			const { status, message } = refused(away ? refuse('unavailable', { code: 'files-away' }) : refuse(lost ? 'unavailable' : 'unexpected'), caller().locale);
			return { status_code: status, body: `${message}\n` };
		}
	});

	return async (request, response) => {
		const method = request.method ?? 'GET';
		const found = await callerOf(app, request, !['GET', 'HEAD', 'OPTIONS'].includes(method)).catch((error: unknown) => {
			if (method !== 'HEAD' || !isConnectionLoss(error)) throw error;
			return { ...refused(refuse('unavailable'), 'fr'), status: TRY_AGAIN };
		});
		if ('ok' in found) return answerRefused(request, response, found);
		const checksum = checksumOf(request);
		if (checksum === null) return answerRefused(request, response, { ...refused(refuse('invalid-input', { code: 'checksum-unknown' }), found.locale), status: 400 });
		response.setHeader('tus-checksum-algorithm', ALGORITHMS.join(','));
		response.setHeader('cache-control', 'no-store');
		request.setTimeout(SILENCE_MS, () => request.destroy());
		await asking.run({ ...found, checksum, hold: null, again: false }, () => tus.handle(request, response));
	};
}

function asTus(refusal: Refused): TusError {
	return new TusError(refusal.status, Object.values(refusal.fields)[0] ?? refusal.message);
}

/** What the chunk should be; undefined when it is not said, null when it is said in a way we do not know. */
function checksumOf(request: IncomingMessage): Checksum | undefined | null {
	const given = request.headers['upload-checksum'];
	if (given === undefined) return undefined;
	const [name, digest = ''] = String(given).split(' ', 2);
	const algorithm = ALGORITHMS.find((one) => one === name);
	return algorithm ? { algorithm, digest: Buffer.from(digest, 'base64') } : null;
}
