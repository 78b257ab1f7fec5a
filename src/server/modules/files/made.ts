/** Files that Préau makes for somebody: a document of his photos. The same row and store as what he sends himself. */
import { finish, type FileTools } from './finish.ts';
import { forgetUpload, recordWhole } from './progress.ts';

export interface Made {
	id: string;
	ownerId: string;
	schoolId: string | null;
	purpose: string;
	name: string;
	/** Written as they come, never held together in memory. */
	source: AsyncIterable<Buffer>;
}

/** Finished when this resolves, counted in the owner's quota. Throws, and leaves nothing, when it cannot be made. */
export async function makeFile(tools: FileTools, made: Made): Promise<void> {
	const { database, clock, ports } = tools;
	const now = clock.now();
	await database.system((db) =>
		db
			.insertInto('files.file')
			.values({
				id: made.id,
				owner_id: made.ownerId,
				school_id: made.schoolId,
				purpose: made.purpose,
				name: made.name,
				// Known at its end; until then it is never taken for whole.
				size: 1,
				refused_code: null,
				sha256: null,
				mime: null,
				created_at: now,
				expires_at: new Date(now.getTime() + 60 * 60 * 1000),
				finished_at: null,
				used_at: null
			})
			.execute()
	);
	try {
		await ports.files.spool.create(made.id);
		const size = await ports.files.spool.append({ id: made.id, from: 0, source: made.source, durable: () => Promise.resolve() });
		await recordWhole(tools, made.id, size);
		const outcome = await finish(tools, made.id);
		if (outcome.state !== 'finished') throw new Error(`file ${made.id} is ${outcome.state}`);
	} catch (error) {
		await forgetUpload(tools, made.id);
		throw error;
	}
}
