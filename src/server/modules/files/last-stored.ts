import type { Db } from '#kernel/context';

/** Keys of the finished files that were stored last, for who looks whether the store holds them. */
export async function lastStored(db: Db, most: number): Promise<string[]> {
	const rows = await db.selectFrom('files.blob').select('sha256').where('stored_at', 'is not', null).orderBy('stored_at', 'desc').limit(most).execute();
	return rows.map((row) => row.sha256);
}
