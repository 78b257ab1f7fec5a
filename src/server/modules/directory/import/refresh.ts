/** After people, roles or classes changed in bulk, the search table follows: school by school, so that no lock is long. */
import type { Database } from '#platform/database';
import { refreshSearch } from '../rules/refresh.ts';

export async function refreshSearchEverywhere(database: Database): Promise<void> {
	const schools = await database.system((db) => db.selectFrom('directory.school').select('id').execute());
	for (const school of schools) await database.system((db) => refreshSearch(db, [school.id]));
}
