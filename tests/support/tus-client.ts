/** Sending with the client programs use (tus-js-client), and what it was told on the way. */
import { randomUUID } from 'node:crypto';
import * as tus from 'tus-js-client';

export interface Told {
	/** Times the server said that an upload begins. */
	creations: number;
	/** The furthest byte the server has said to be safe. */
	acknowledged: number;
	/** Offers of less than was acknowledged. */
	lost: string[];
	/** Times it was asked how far it had come: each is an interruption. */
	resumed: number;
	url: string;
}

export const nothingTold = (): Told => ({ creations: 0, acknowledged: 0, lost: [], resumed: 0, url: '' });

export interface Sending {
	bytes: Buffer;
	origin: string;
	headers: Record<string, string>;
	told: Told;
	filename?: string;
	purpose?: string;
	/** Bytes a request; a whole file in one, as pages send it, when it is not said. */
	piece?: number;
	/** How often in a row it tries in vain, and the wait between, in milliseconds: ten minutes on a machine with much to do. */
	patience?: number;
	wait?: number;
	/** Go on with this upload. */
	url?: string;
	/** The server knows of it. */
	created?: () => void;
	/** Stop for good when so many bytes are acknowledged: the device goes to sleep. */
	stopAt?: number;
}

/** Send with the real client until it says that it is done, or was stopped. */
export function send({ bytes, origin, headers, told, ...more }: Sending): Promise<void> {
	return new Promise((resolve, reject) => {
		const upload = new tus.Upload(bytes, {
			endpoint: `${origin}/fichiers/envoi`,
			uploadUrl: more.url ?? null,
			headers,
			metadata: { filename: more.filename ?? 'film.bin', usage: more.purpose ?? 'message', cle: randomUUID() },
			chunkSize: more.piece ?? Infinity,
			retryDelays: Array.from({ length: more.patience ?? 4_000 }, () => more.wait ?? 150),
			onUploadUrlAvailable() {
				told.url = upload.url ?? '';
				more.created?.();
			},
			onAfterResponse(request, response) {
				const offset = Number(response.getHeader('Upload-Offset') ?? -1);
				const answer = `${request.getMethod()} ${response.getStatus()}`;
				if (answer === 'POST 201') told.creations += 1;
				if (answer === 'HEAD 200') told.resumed += 1;
				if (answer === 'HEAD 200' || answer === 'PATCH 204') {
					if (offset < told.acknowledged) told.lost.push(`${offset} < ${told.acknowledged}`);
					told.acknowledged = Math.max(told.acknowledged, offset);
				}
				if (more.stopAt !== undefined && told.acknowledged >= more.stopAt) void upload.abort().then(resolve, reject);
			},
			onShouldRetry: () => true,
			onError: reject,
			onSuccess() {
				told.url = upload.url ?? '';
				resolve();
			}
		});
		upload.start();
	});
}
