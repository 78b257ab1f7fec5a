/** Who has an account: the one thing of it that other modules may ask, as the system. */
import { sql, type RawBuilder } from 'kysely';

/** A condition on a column that holds a person: he never activated his account. */
export function hasNoAccount(column: string): RawBuilder<boolean> {
	return sql<boolean>`not exists (select from identity.account a where a.person_id = ${sql.ref(column)})`;
}
