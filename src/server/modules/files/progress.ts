/** What the two endpoints do to a row while bytes arrive. */
import { PATIENCE_MS } from './policy.ts';
import type { FileTools } from './finish.ts';

/** So many bytes are durable: only told after the disk has them. */
export async function recordReceived({ database, clock }: FileTools, id: string, received: number): Promise<void> {
	const done = await database.system((db) =>
		db
			.updateTable('files.file')
			.set({ received, expires_at: new Date(clock.now().getTime() + PATIENCE_MS) })
			.where('id', '=', id)
			.where('state', '=', 'uploading')
			.executeTakeFirst()
	);
	if (done.numUpdatedRows === 0n) throw new Error(`file ${id} is gone or done`);
}

/** A form says how large its file is only when it has sent it: the estimate becomes what came. */
export async function recordWhole({ database }: FileTools, id: string, received: number): Promise<void> {
	await database.system((db) => db.updateTable('files.file').set({ size: received, received }).where('id', '=', id).where('state', '=', 'uploading').execute());
}

/** The file its owner sent before under that name, when it is the same as this one to the last byte. */
export async function sentBefore({ database }: FileTools, id: string, as: string): Promise<string | null> {
	const first = await database.system((db) =>
		db
			.selectFrom('files.file as one')
			.innerJoin('files.file as first', (join) => join.onRef('first.owner_id', '=', 'one.owner_id').onRef('first.sha256', '=', 'one.sha256'))
			.select('first.id')
			.where('one.id', '=', id)
			.where('first.begun_as', '=', as)
			.where('first.state', '=', 'finished')
			.executeTakeFirst()
	);
	return first?.id ?? null;
}

/** Forget an upload that is not finished, with its bytes. */
export async function forgetUpload({ database, ports }: FileTools, id: string): Promise<void> {
	await database.system((db) => db.deleteFrom('files.file').where('id', '=', id).where('state', '=', 'uploading').execute());
	await ports.files.spool.remove(id);
}
