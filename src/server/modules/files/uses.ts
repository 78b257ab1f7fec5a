/** What files belong to. For other modules, in their own transaction: see `index.ts`. */
import { sql } from 'kysely';
import type { Person } from '#kernel/actor';
import type { Context, Db } from '#kernel/context';
import { isRefusal, refuse, type Refusal } from '#kernel/errors';

/** A file as it is shown beside what it belongs to. */
export interface Attached {
	id: string;
	name: string;
	/** Bytes. */
	size: number;
	mime: string;
	hasPreview: boolean;
}

/** How many files one subject may have. */
const MOST_FILES = 30;

/**
 * Say that these finished files of the actor belong to a subject of `module`, in this order. Refused as a
 * whole when one is not the actor's, or not finished. Doing it twice changes nothing.
 */
export async function attach(ctx: Context<Person>, fileIds: readonly string[], module: string, subjectId: string): Promise<true | Refusal> {
	const files = await attachable(ctx, fileIds);
	if (isRefusal(files)) return files;
	const ids = files.map((file) => file.id);
	if (ids.length === 0) return true;
	await ctx.db.updateTable('files.file').set({ used_at: ctx.now, let_go_at: null }).where('id', 'in', ids).where('used_at', 'is', null).execute();
	await insertUses(ctx, ids, module, subjectId);
	return true;
}

/** These files, in this order, each once: the actor's own, and finished; refused as a whole when one is not. */
export async function attachable(ctx: Context<Person>, fileIds: readonly string[]): Promise<{ id: string; name: string }[] | Refusal> {
	const ids = [...new Set(fileIds)];
	if (ids.length === 0) return [];
	if (ids.length > MOST_FILES) return refuse('invalid-input', { code: 'too-many-files', params: { limit: MOST_FILES } });
	const mine = await ctx.db.selectFrom('files.file').select(['id', 'name', 'state']).where('owner_id', '=', ctx.actor.id).where('id', 'in', ids).execute();
	if (mine.length < ids.length) return refuse('not-found', { code: 'file-not-yours' });
	if (mine.some((file) => file.state !== 'finished')) return refuse('conflict', { code: 'file-not-finished' });
	return ids.flatMap((id) => mine.filter((file) => file.id === id).map(({ name }) => ({ id, name })));
}

/** How far a file of one's own has come. */
export interface Standing {
	id: string;
	name: string;
	/** Bytes. */
	size: number;
	/** Of these, so many are safely here. */
	received: number;
	state: 'uploading' | 'finished' | 'refused';
	/** Why it was not taken. */
	refusedCode: string | null;
	mime: string | null;
	sha256: string | null;
	hasPreview: boolean;
	createdAt: Date;
	/** When its last byte was here and looked at. */
	finishedAt: Date | null;
}

/** These files of the actor's own, in this order, each once, however far they have come; what is not his is left out. */
export async function standingOf(ctx: Context<Person>, fileIds: readonly string[]): Promise<Standing[]> {
	const ids = [...new Set(fileIds)];
	if (ids.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('files.file')
		.select([
			'id',
			'name',
			'size',
			'received',
			'state',
			'refused_code as refusedCode',
			'mime',
			'sha256',
			'has_preview as hasPreview',
			'created_at as createdAt',
			'finished_at as finishedAt'
		])
		.where('owner_id', '=', ctx.actor.id)
		.where('id', 'in', ids)
		.execute();
	return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

/** What belonged to one subject belongs to another too (a forwarded message): only what the actor may read. */
export async function copyUses(ctx: Context<Person>, module: string, from: string, to: string): Promise<void> {
	const uses = await ctx.db.selectFrom('files.use').select('file_id').where('module', '=', module).where('subject_id', '=', from).orderBy('position').execute();
	await insertUses(
		ctx,
		uses.map((use) => use.file_id),
		module,
		to
	);
}

async function insertUses(ctx: Context<Person>, ids: readonly string[], module: string, subjectId: string): Promise<void> {
	if (ids.length === 0) return;
	// No « on conflict »: PostgreSQL would then ask for the right to read the row before the subject is there.
	const there = await ctx.db.selectFrom('files.use').select('file_id').where('module', '=', module).where('subject_id', '=', subjectId).execute();
	const known = new Set(there.map((use) => use.file_id));
	const fresh = ids.filter((id) => !known.has(id));
	if (fresh.length === 0) return;
	await ctx.db
		.insertInto('files.use')
		.values(fresh.map((id, at) => ({ file_id: id, module, subject_id: subjectId, position: known.size + at, attached_by: ctx.actor.id, attached_at: ctx.now })))
		.execute();
}

/** The files of these subjects that the actor may see, by subject, in their order. */
export async function filesOf(ctx: Pick<Context, 'db'>, module: string, subjectIds: readonly string[]): Promise<Map<string, Attached[]>> {
	const found = new Map<string, Attached[]>();
	if (subjectIds.length === 0) return found;
	const rows = await ctx.db
		.selectFrom('files.use as u')
		.innerJoin('files.file as f', 'f.id', 'u.file_id')
		.select(['u.subject_id', 'f.id', 'f.name', 'f.size', sql<string>`coalesce(f.mime, 'application/octet-stream')`.as('mime'), 'f.has_preview as hasPreview'])
		.where('u.module', '=', module)
		.where('u.subject_id', 'in', [...subjectIds])
		.orderBy('u.subject_id')
		.orderBy('u.position')
		.execute();
	for (const { subject_id: subject, ...file } of rows) found.set(subject, [...(found.get(subject) ?? []), file]);
	return found;
}

/** A file as it lies in the store. */
export interface Stored {
	id: string;
	name: string;
	/** Bytes. */
	size: number;
	/** Its key in the store. */
	sha256: string;
}

/** Where the bytes of these files are, for a job that has found that they may be read. As the system; what is not finished is left out. */
export async function storedOf(db: Db, fileIds: readonly string[]): Promise<Map<string, Stored>> {
	const rows = await db
		.selectFrom('files.file')
		.select(['id', 'name', 'size', 'sha256'])
		.where('state', '=', 'finished')
		.where('id', '=', sql<string>`any (${[...fileIds]})`)
		.execute();
	return new Map(rows.flatMap((row) => (row.sha256 === null ? [] : [[row.id, { ...row, sha256: row.sha256 }]])));
}

/** These subjects have no files any more, or not these; what belongs to nothing goes away by a job. Bytes stay while another uses them. */
export async function dropUses(db: Db, module: string, subjectIds: readonly string[], fileIds?: readonly string[]): Promise<void> {
	if (subjectIds.length > 0)
		await db
			.deleteFrom('files.use')
			.where('module', '=', module)
			.where('subject_id', 'in', [...subjectIds])
			.$if(fileIds !== undefined, (all) => all.where('file_id', '=', sql<string>`any (${fileIds ?? []})`))
			.execute();
}

/**
 * What belonged to these subjects is again as if it had never been used: the subjects were undone, and their
 * files wait in the drafts they came from. As the system, for who may undo.
 */
export async function giveBack(db: Db, module: string, subjectIds: readonly string[]): Promise<void> {
	if (subjectIds.length === 0) return;
	const uses = await db
		.selectFrom('files.use')
		.select('file_id')
		.where('module', '=', module)
		.where('subject_id', 'in', [...subjectIds])
		.execute();
	await dropUses(db, module, subjectIds);
	const ids = uses.map((use) => use.file_id);
	if (ids.length === 0) return;
	await db
		.updateTable('files.file')
		.set({ used_at: null })
		.where('id', 'in', ids)
		.where(({ not, exists, selectFrom }) => not(exists(selectFrom('files.use').select('file_id').whereRef('files.use.file_id', '=', 'files.file.id'))))
		.execute();
}
