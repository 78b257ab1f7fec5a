/** What becomes of uploads that were left alone, and of files nobody needs. */
import { sql } from 'kysely';
import type { Job, JobTools } from '#platform/jobs';
import { FileBusy, finish, PREVIEW } from './finish.ts';
import { followPerson } from './follow.ts';
import { forgetLoose } from './loose.ts';
import { makePreview } from './preview.ts';
import { makePages, pageKey, PAGES } from './pages.ts';
import { forgetUpload } from './progress.ts';

/** How many at most in one run: the next comes in a minute. */
const BATCH = 200;
/** A part without a row this old belongs to nobody. Milliseconds. */
const STRAY_MS = 60 * 60 * 1000;

export function jobs(tools: JobTools): Job[] {
	return [
		{ name: 'files.reconcile', cron: '* * * * *', run: async () => void (await reconcile(tools)) },
		{ name: 'files.expire', cron: '7 * * * *', run: () => expire(tools) },
		{ name: 'files.forget-loose', cron: '27 * * * *', run: () => forgetLoose(tools) },
		{ name: 'files.sweep', cron: '37 * * * *', run: () => sweep(tools) },
		{ name: 'files.follow-person', run: (data) => followPerson(tools, String(data.from), String(data.to)) },
		{ name: PREVIEW, run: (data) => makePreview(tools, String(data.sha256)) },
		{ name: PAGES, run: (data) => makePages(tools, String(data.sha256)) }
	];
}

/** Finish what has all its bytes but was not finished: its process died, or the store was away. */
export async function reconcile(tools: JobTools): Promise<number> {
	const whole = await tools.database.system((db) =>
		db.selectFrom('files.file').select('id').where('state', '=', 'uploading').whereRef('received', '=', 'size').orderBy('created_at').limit(BATCH).execute()
	);
	let finished = 0;
	for (const { id } of whole) {
		try {
			if ((await finish(tools, id, 0)).state === 'finished') finished += 1;
		} catch (error) {
			if (!(error instanceof FileBusy)) tools.log.error({ err: error, file: id }, 'cannot finish a file');
		}
	}
	return finished;
}

/** Forget uploads nobody has touched for a day. Never one whose bytes are all there, never a finished file. */
export async function expire(tools: JobTools): Promise<void> {
	const now = tools.clock.now();
	const old = await tools.database.system((db) =>
		db.selectFrom('files.file').select('id').where('state', '=', 'uploading').where('expires_at', '<', now).whereRef('received', '<', 'size').limit(BATCH).execute()
	);
	for (const { id } of old) {
		const release = await tools.ports.files.locks.take(id, { patienceMs: 0 });
		if (!release) continue;
		try {
			await forgetUpload(tools, id);
		} finally {
			await release();
		}
	}
	await forgetStrays(tools);
}

/** Parts whose row is gone or done. */
async function forgetStrays({ database, ports, clock }: JobTools): Promise<void> {
	const before = clock.now().getTime() - STRAY_MS;
	for await (const part of ports.files.spool.list()) {
		if (part.writtenAt.getTime() > before) continue;
		const known = await database.system((db) => db.selectFrom('files.file').select('id').where('id', '=', part.id).where('state', '=', 'uploading').executeTakeFirst());
		if (!known) await ports.files.spool.remove(part.id);
	}
}

/** Files whose last use is gone, then bytes that no file names. */
export async function sweep(tools: JobTools): Promise<void> {
	await tools.database.system((db) => sql`delete from files.file f where used_at is not null and not exists (select from files.use u where u.file_id = f.id)`.execute(db));
	while (await sweepBlob(tools));
}

/**
 * One blob: its row goes in the transaction that removes its bytes, so that who brings the same bytes at this
 * very moment waits for the row, then finds none and keeps its own.
 */
async function sweepBlob({ database, ports }: JobTools): Promise<boolean> {
	return database.system(async (db) => {
		const { rows } = await sql<{ sha256: string; pages: number }>`
			delete from files.blob where sha256 = (
				select sha256 from files.blob b where not exists (select from files.file f where f.sha256 = b.sha256) limit 1 for update skip locked
			) returning sha256, cardinality(page_ratios) as pages`.execute(db);
		const gone = rows[0];
		if (!gone) return false;
		await ports.files.store.remove(gone.sha256);
		await ports.files.store.remove(`${gone.sha256}.webp`);
		for (let page = 1; page <= gone.pages; page++) await ports.files.store.remove(pageKey(gone.sha256, page));
		return true;
	});
}
