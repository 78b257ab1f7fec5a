/** Who has an account: the one thing of it that other modules may ask. */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '#kernel/context';

/** A condition on a column that holds a person: he never activated his account. */
export function hasNoAccount(column: string): RawBuilder<boolean> {
	return sql<boolean>`not exists (select from identity.account a where a.person_id = ${sql.ref(column)})`;
}

/** Since when the account exists; null without one. One's own, or anybody's as the system. */
export async function activatedAt(db: Db, personId: string): Promise<Date | null> {
	const row = await db.selectFrom('identity.account').select('activated_at').where('person_id', '=', personId).executeTakeFirst();
	return row?.activated_at ?? null;
}
