/**
 * From the last byte to a file people can use. Every step bears being done again, whatever died between two
 * of them: look at the bytes, name them in the database, move them into the store, say so.
 */
import { enqueue, type JobTools } from '#platform/jobs';
import { isProgram, shownType, typeOfBytes } from './content.ts';

export type FileTools = Pick<JobTools, 'database' | 'ports' | 'clock' | 'log'>;

export type Outcome = { state: 'finished' } | { state: 'uploading' } | { state: 'refused'; code: string } | { state: 'gone' };

/** Somebody else is writing to it or finishing it. */
export class FileBusy extends Error {}

/** How long to wait for who holds the file. Milliseconds. */
const PATIENCE_MS = 15_000;
export const PREVIEW = 'files.preview';

/** Finish the upload if its last byte is there. Throws when the store or the database fail: try again. */
export async function finish(tools: FileTools, id: string, patienceMs = PATIENCE_MS): Promise<Outcome> {
	const release = await tools.ports.files.locks.take(id, { patienceMs });
	if (!release) throw new FileBusy(`file ${id} is in other hands`);
	try {
		return await finishHeld(tools, id);
	} finally {
		await release();
	}
}

/** The same, for who holds the file's lock already. */
export async function finishHeld(tools: FileTools, id: string): Promise<Outcome> {
	const { spool, store } = tools.ports.files;
	const row = await find(tools, id);
	if (!row) return { state: 'gone' };
	if (row.state === 'refused') return { state: 'refused', code: row.refused_code ?? 'file-refused' };
	if (row.state === 'finished') return { state: 'finished' };
	if (row.received !== row.size) return { state: 'uploading' };

	if (row.sha256 === null || (await store.size(row.sha256)) !== row.size) {
		const looked = await look(tools, id, row.name, row.size);
		if ('refused' in looked) {
			await refuseFile(tools, id, looked.refused);
			return { state: 'refused', code: looked.refused };
		}
		await nameBytes(tools, id, row.size, looked);
		await store.put(looked.sha256, spool.path(id));
	}
	await sayFinished(tools, id);
	await spool.remove(id);
	return { state: 'finished' };
}

async function find({ database }: FileTools, id: string) {
	return database.system((db) => db.selectFrom('files.file').select(['name', 'size', 'received', 'state', 'refused_code', 'sha256']).where('id', '=', id).executeTakeFirst());
}

/** What the bytes are, or why they are not taken. */
async function look({ ports }: FileTools, id: string, name: string, size: number): Promise<{ sha256: string; mime: string; shown: string } | { refused: string }> {
	const { spool, hasher, scanner } = ports.files;
	const path = spool.path(id);
	const mime = await typeOfBytes(path);
	if (isProgram(mime)) return { refused: 'file-program' };
	if (scanner && !(await scanner.isClean(path))) return { refused: 'file-infected' };
	return { sha256: spool.digest(id, size) ?? (await hasher.sha256(path)), mime, shown: shownType(mime, name) };
}

/** The bytes have a row before they have a place: nothing lies in the store that no row names. */
async function nameBytes({ database }: FileTools, id: string, size: number, looked: { sha256: string; mime: string; shown: string }): Promise<void> {
	await database.system(async (db) => {
		await db
			.insertInto('files.blob')
			.values({ sha256: looked.sha256, size, mime: looked.mime, stored_at: null })
			// Waits for who is removing these very bytes.
			.onConflict((conflict) => conflict.column('sha256').doNothing())
			.execute();
		await db.updateTable('files.file').set({ sha256: looked.sha256, mime: looked.shown }).where('id', '=', id).execute();
	});
}

async function sayFinished({ database, clock }: FileTools, id: string): Promise<void> {
	const now = clock.now();
	await database.system(async (db) => {
		const file = await db
			.updateTable('files.file')
			.set({ state: 'finished', finished_at: now })
			.where('id', '=', id)
			.where('state', '=', 'uploading')
			.returning('sha256')
			.executeTakeFirst();
		if (!file?.sha256) return;
		const blob = await db
			.updateTable('files.blob')
			.set(({ fn, val }) => ({ stored_at: fn.coalesce('stored_at', val(now)) }))
			.where('sha256', '=', file.sha256)
			.returning(['mime', 'preview', 'pages', 'page_ratios', 'pages_cut'])
			.executeTakeFirstOrThrow();
		if (blob.pages !== null) await db.updateTable('files.file').set({ pages: blob.pages, page_ratios: blob.page_ratios, pages_cut: blob.pages_cut }).where('id', '=', id).execute();
		if (blob.preview === 'ready') await db.updateTable('files.file').set({ has_preview: true }).where('id', '=', id).execute();
		else if (blob.preview === 'none' && blob.mime.startsWith('image/')) await enqueue(db, PREVIEW, { sha256: file.sha256 }, { key: file.sha256 });
	});
}

async function refuseFile({ database, ports, log }: FileTools, id: string, code: string): Promise<void> {
	await database.system((db) => db.updateTable('files.file').set({ state: 'refused', refused_code: code }).where('id', '=', id).execute());
	await ports.files.spool.remove(id);
	log.warn({ file: id, code }, 'file refused');
}
