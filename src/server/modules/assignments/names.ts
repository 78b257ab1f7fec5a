/** People and pupils as they are named beside work. */
import type { Db } from '#kernel/context';

/** « Mme Durand »: as pupils and families know who teaches. */
export async function nameOf(db: Db, personId: string): Promise<string> {
	const row = await db.selectFrom('directory.person').select(['title', 'given_name', 'family_name']).where('id', '=', personId).executeTakeFirst();
	return row ? `${row.title ?? row.given_name} ${row.family_name}` : '';
}
