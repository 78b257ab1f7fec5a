/** People and pupils as they are named beside work. */
import { sql } from 'kysely';
import type { Db } from '#kernel/context';

/** « Mme Durand »: as pupils and families know who teaches. */
export async function nameOf(db: Db, personId: string): Promise<string> {
	const row = await db.selectFrom('directory.person').select(['title', 'given_name', 'family_name']).where('id', '=', personId).executeTakeFirst();
	return row ? `${row.title ?? row.given_name} ${row.family_name}` : '';
}

/** The author of a work `a`, joined as `p`: as he was called when he gave it, for those who do not see him any more. */
export const teacherName = sql<string>`coalesce(nullif(concat_ws(' ', p.title, nullif(p.family_name, '')), ''), a.owner_name)`;

/** Who wrote a correction `r`, joined as `p`. */
export const reviewerName = sql<string>`coalesce(nullif(concat_ws(' ', coalesce(p.title, nullif(p.given_name, '')), nullif(p.family_name, '')), ''), r.reviewer_name)`;
