/** Files that were never attached to anything, and that nothing is going to be sent with any more. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';
import { leftForGood } from '#modules/directory';
import type { JobTools } from '#platform/jobs';

/** Of these files, those that wait in something not sent yet: one entry for each draft that names one. */
export type WaitRule = (db: Db, fileIds: readonly string[]) => Promise<readonly string[]>;

declare module '#kernel/context' {
	interface Ports {
		/** By module; composed in `app.ts`. */
		fileWaits: Record<string, WaitRule>;
	}
}

/** Long enough to change one's mind, or to write it again. Milliseconds. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const BATCH = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** What waits with each of these files, in every module. */
export async function waiting(rules: Readonly<Record<string, WaitRule>>, db: Db, fileIds: readonly string[]): Promise<string[]> {
	const found: string[] = [];
	if (fileIds.length > 0) for (const rule of Object.values(rules)) found.push(...(await rule(db, fileIds)));
	return found;
}

/** The draft they waited in is gone. What was never attached goes away a day later, unless something waits with it then. */
export async function releaseFiles(db: Db, fileIds: readonly string[], at: Date): Promise<void> {
	if (fileIds.length > 0)
		await db
			.updateTable('files.file')
			.set({ let_go_at: at })
			.where('id', 'in', [...fileIds])
			.where('used_at', 'is', null)
			.execute();
}

/** Remove files let go a day ago, and those of people erased, that were never attached and that nothing waits with. */
export async function forgetLoose({ database, ports, clock }: JobTools): Promise<void> {
	const before = new Date(clock.now().getTime() - KEPT_MS);
	let last: string | undefined = FIRST;
	while (last !== undefined) {
		const after: string = last;
		last = await database.system(async (db) => {
			// Held, so that nobody attaches one at this very moment.
			const { rows } = await sql<{ id: string }>`
				select id from files.file f where used_at is null and state <> 'uploading' and id > ${after}::uuid
				and (let_go_at <= ${before} or owner_id in (${leftForGood}))
				and not exists (select from files.use u where u.file_id = f.id)
				order by id limit ${BATCH} for update skip locked`.execute(db);
			const ids = rows.map((row) => row.id);
			const kept = new Set(await waiting(ports.fileWaits, db, ids));
			const loose = ids.filter((id) => !kept.has(id));
			if (loose.length > 0) await db.deleteFrom('files.file').where('id', 'in', loose).execute();
			return ids.length === BATCH ? ids.at(-1) : undefined;
		});
	}
}
