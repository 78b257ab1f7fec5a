/** The file endpoints on a real port, people who are signed in, and a few lines of tus. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { visitor } from '#kernel/actor';
import type { JobTools } from '#platform/jobs';
import { createApi } from '#api';
import { createWebServer } from '../../src/server/http/server.ts';
import { useObjectStorage, type ObjectStorage } from './object-storage.ts';
import { useTestApp, type TestApp } from './database.ts';
import { createWorld, login, PASSWORD, type Name, type World } from './world.ts';

export interface FileWorld extends TestApp {
	/** Where files are kept in an object storage: to look behind, and to take it away. */
	objects: ObjectStorage;
	world: World;
	origin: string;
	/** What jobs and finishing are made with. */
	tools: JobTools;
	/** Headers of somebody’s browser. */
	as(name: Name): Promise<Record<string, string>>;
	/** Announce a file; its address. */
	begin(name: Name, size: number, filename?: string): Promise<string>;
	patch(name: Name, address: string, offset: number, bytes: Uint8Array, headers?: Record<string, string>): Promise<Response>;
	offset(name: Name, address: string): Promise<number>;
	/** Send a whole file; its id. */
	give(name: Name, filename: string, bytes: Uint8Array): Promise<string>;
	get(name: Name, path: string, headers?: Record<string, string>): Promise<Response>;
}

export const TUS = { 'tus-resumable': '1.0.0' };

export function metadata(values: Record<string, string>): string {
	return Object.entries(values)
		.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
		.join(',');
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** Bytes of no type: without a zero ten by chance are a text as often as not. */
export function noise(size: number): Buffer {
	const bytes = randomBytes(size);
	if (size >= 4) bytes.set([0xc0, 0]);
	return bytes;
}
/** `/fichiers/envoi/<id>` → id. */
export const idOf = (address: string) => address.slice(address.lastIndexOf('/') + 1);

/** Where finished files are kept: everything promised of them holds of both. */
export const STORES = ['the data folder', 'an object storage'] as const;

/** Call at the top of a test file, or of a suite for each store. */
export function useFileWorld(
	kept: (typeof STORES)[number] = 'the data folder',
	settings: (objects: ObjectStorage) => Record<string, string> = (objects) => objects.settings()
): FileWorld {
	const objects = kept === 'an object storage' ? useObjectStorage() : null;
	const here = useTestApp(() => (objects ? settings(objects) : {})) as FileWorld;
	if (objects) here.objects = objects;
	const tokens = new Map<Name, string>();
	let server: Server;

	beforeAll(async () => {
		server = createWebServer({
			app: here.app,
			publicPages: null,
			api: createApi(here.app),
			pages: (_request, response) => {
				response.writeHead(404).end('page');
			}
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { app, config } = here;
		Object.assign(here, {
			world: await createWorld(here),
			origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			tools: { config, database: app.database, ports: app.ports, clock: app.engine.clock, log: app.log, engine: app.engine }
		});
	});
	afterAll(() => {
		server.close();
		server.closeAllConnections();
	});

	here.as = async (name) => {
		let token = tokens.get(name);
		if (token === undefined) {
			const answer = await here.app.call('identity.login', visitor, { login: login(name), password: PASSWORD });
			if (!answer.ok) throw new Error(answer.code);
			token = answer.value.token;
			tokens.set(name, token);
		}
		// As a browser would, from a page of ours.
		return { cookie: `preau=${token}`, origin: here.origin };
	};
	here.begin = async (name, size, filename = 'devoir.txt') => {
		const answer = await fetch(`${here.origin}/fichiers/envoi`, {
			method: 'POST',
			headers: { ...TUS, ...(await here.as(name)), 'upload-length': String(size), 'upload-metadata': metadata({ filename, usage: 'message' }) }
		});
		const location = answer.headers.get('location');
		if (answer.status !== 201 || location === null) throw new Error(`${answer.status} ${await answer.text()}`);
		return location;
	};
	here.patch = async (name, address, offset, bytes, headers = {}) =>
		fetch(here.origin + address, {
			method: 'PATCH',
			headers: { ...TUS, ...(await here.as(name)), 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
			body: Buffer.from(bytes)
		});
	here.offset = async (name, address) => {
		const answer = await fetch(here.origin + address, { method: 'HEAD', headers: { ...TUS, ...(await here.as(name)) } });
		if (answer.status !== 200) throw new Error(String(answer.status));
		return Number(answer.headers.get('upload-offset'));
	};
	here.give = async (name, filename, bytes) => {
		const address = await here.begin(name, bytes.length, filename);
		if (bytes.length > 0) {
			const answer = await here.patch(name, address, 0, bytes);
			if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`);
		}
		return idOf(address);
	};
	here.get = async (name, path, headers = {}) => fetch(here.origin + path, { headers: { ...(await here.as(name)), ...headers }, redirect: 'manual' });
	return here;
}
