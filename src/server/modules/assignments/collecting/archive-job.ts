/** A zip, made beside the pages: read from the store and written to the disk piece by piece, never held in memory. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { JobTools } from '#platform/jobs';
import { StoreAway, type FileStore } from '#platform/files/store';
import { archiveKey } from './archive-of.ts';
import { bytesOf, planOf, type Archive, type Entry } from './archive-plan.ts';
import { tellArchive } from '../notices.ts';

/** How often the page is told how far it is. Milliseconds. */
const TELL_MS = 500;
const BATCH = 100;

/** Write these into a zip at `path`: stored as they are, since photographs and PDF do not shrink. `each` hears of every file done and of bytes read. */
export async function writeZip(
	store: Pick<FileStore, 'read'>,
	entries: readonly Entry[],
	path: string,
	mtime: Date,
	each: (done: { files: number; bytes: number }) => void
): Promise<void> {
	const archive = new yazl.ZipFile();
	const out = pipeline(archive.outputStream, createWriteStream(path, { mode: 0o600 }));
	let files = 0;
	for (const entry of entries) {
		if ('text' in entry) {
			archive.addBuffer(Buffer.from(entry.text), entry.path, { mtime });
			files += 1;
			continue;
		}
		archive.addReadStreamLazy(entry.path, { compress: false, mtime, size: entry.file.size }, (give) => {
			store.read(entry.file.sha256).then(
				(source) => {
					const counted = new Transform({
						transform(chunk: Buffer, _encoding, next) {
							each({ files: 0, bytes: chunk.length });
							next(null, chunk);
						},
						flush(next) {
							each({ files: 1, bytes: 0 });
							next();
						}
					});
					source.on('error', (error) => counted.destroy(error));
					give(null, source.pipe(counted));
				},
				(error: unknown) => {
					give(error, undefined as never);
				}
			);
		});
	}
	each({ files, bytes: 0 });
	const failed = new Promise<never>((_resolve, reject) => {
		archive.on('error', reject);
	});
	archive.end();
	await Promise.race([out, failed]);
}

/** Make the zip somebody asked for. Done again from its beginning when the worker was killed; what is ready stays. */
export async function makeArchive(tools: JobTools, archiveId: string): Promise<void> {
	const { database, ports, clock, config } = tools;
	const archive = await find(tools, archiveId);
	if (!archive || archive.state === 'ready' || archive.state === 'failed') return;
	const entries = await database.system((db) => planOf(db, archive));
	await say(tools, archiveId, { state: 'running', done: 0, done_bytes: 0, total: entries.length, total_bytes: bytesOf(entries) });
	const folder = join(config.data, 'fichiers', 'zips');
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const path = join(folder, `${archiveId}.zip`);
	const done = { files: 0, bytes: 0 };
	let told = Promise.resolve();
	let last = 0;
	try {
		await writeZip(ports.files.store, entries, path, clock.now(), ({ files, bytes }) => {
			done.files += files;
			done.bytes += bytes;
			if (performance.now() - last < TELL_MS) return;
			last = performance.now();
			told = told.then(() => say(tools, archiveId, { done: done.files, done_bytes: done.bytes }));
		});
		await told;
		const { size } = await stat(path);
		await ports.files.store.put(archiveKey(archiveId), path);
		await database.system(async (db) => {
			await db
				.updateTable('assignments.archive')
				.set({ state: 'ready', done: entries.length, done_bytes: done.bytes, bytes: size, ready_at: clock.now() })
				.where('id', '=', archiveId)
				.execute();
			await tellArchive(db, { id: archiveId, name: archive.name, askedBy: archive.asked_by, link: `/casier/zip/${archiveId}` }, clock.now());
		});
	} catch (error) {
		await told.catch(() => undefined);
		// The store comes back; anything else would be the same a second time, and the person can ask again.
		if (error instanceof StoreAway) throw error;
		tools.log.error({ err: error, archive: archiveId }, 'zip not made');
		await say(tools, archiveId, { state: 'failed' });
	} finally {
		await rm(path, { force: true });
	}
}

async function find({ database }: JobTools, archiveId: string): Promise<(Archive & { state: string; name: string }) | undefined> {
	const row = await database.system((db) =>
		db
			.selectFrom('assignments.archive')
			.select(['id', 'kind', 'name', 'state', 'assignment_id', 'group_id', 'pupil_id', 'school_year', 'asked_by'])
			.where('id', '=', archiveId)
			.executeTakeFirst()
	);
	return row && { ...row, locale: 'fr' };
}

type Said = Partial<{ state: 'running' | 'failed'; done: number; total: number; done_bytes: number; total_bytes: number }>;

async function say({ database }: JobTools, archiveId: string, said: Said): Promise<void> {
	await database.system((db) => db.updateTable('assignments.archive').set(said).where('id', '=', archiveId).execute());
}

/** A day later it is gone; it can be made again. */
export async function forgetArchives({ database, ports, clock }: JobTools): Promise<void> {
	const old = await database.system((db) => db.selectFrom('assignments.archive').select('id').where('expires_at', '<', clock.now()).limit(BATCH).execute());
	for (const { id } of old) {
		await ports.files.store.remove(archiveKey(id));
		await database.system((db) => db.deleteFrom('assignments.archive').where('id', '=', id).execute());
	}
}
