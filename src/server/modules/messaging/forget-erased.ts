/** What somebody wrote for himself alone goes with him; what he sent stays with those who received it. */
import { sql } from 'kysely';
import { leftForGood } from '#modules/directory';
import type { JobTools } from '#platform/jobs';

const OWN = [
	['draft', 'owner_id'],
	['recipient_set', 'owner_id'],
	['preference', 'account_id'],
	['absence', 'account_id']
] as const;

/** The files that waited in his drafts go after them: `files.forget-loose`. */
export function forgetErased({ database }: JobTools): Promise<void> {
	return database.system(async (db) => {
		for (const [table, owner] of OWN) await sql`delete from ${sql.table(`messaging.${table}`)} where ${sql.ref(owner)} in (${leftForGood})`.execute(db);
	});
}
