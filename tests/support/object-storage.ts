/**
 * An S3 server for a test file: objects, parts and ranges are s3rver's, which takes any signature; signatures are
 * verified before it (signature-v4.ts), hashes of bodies are not.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll } from 'vitest';
import { isSigned } from './signature-v4.ts';

export interface ObjectStorage {
	/** As the environment says it. */
	settings(): Record<string, string>;
	endpoint(): string;
	/** Method and address of every request. */
	asked: string[];
	/** Nobody answers any more, then again at the same address. */
	stop(): Promise<void>;
	start(): Promise<void>;
}

export const BUCKET = 'preau-essai';
export const SECRET = 'a-secret-for-tests-only';

export function useObjectStorage(): ObjectStorage {
	let folder = '';
	let port = 0;
	let server: Server | null = null;

	const asked: string[] = [];
	const storage: ObjectStorage = {
		settings: () => ({ PREAU_S3_ENDPOINT: storage.endpoint(), PREAU_S3_BUCKET: BUCKET, PREAU_S3_KEY_ID: 'S3RVER', PREAU_S3_SECRET_KEY: SECRET }),
		asked,
		endpoint: () => `http://127.0.0.1:${port}`,
		async stop() {
			server?.closeAllConnections();
			server?.close();
			if (server) await once(server, 'close');
			server = null;
		},
		async start() {
			const made = new S3rver({ directory: folder, silent: true, vhostBuckets: false, configureBuckets: [{ name: BUCKET, configs: [] }] });
			await made.configureBuckets();
			const answer = made.callback();
			const opened = createServer((request, response) => {
				asked.push(`${request.method} ${request.url}`);
				if (isSigned(request, SECRET)) answer(request, response);
				else response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
			}).listen(port, '127.0.0.1');
			await once(opened, 'listening');
			port = (opened.address() as AddressInfo).port;
			server = opened;
		}
	};
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'objects-'));
		await storage.start();
	});
	afterAll(async () => {
		await storage.stop();
		await rm(folder, { recursive: true, force: true });
	});
	return storage;
}
