/** After people, roles or classes changed in bulk, the search table follows: school by school, so that no lock is long. */
import type pg from 'pg';
import type { Database } from '#platform/database';
import { refreshSearch } from '../rules/refresh.ts';

export async function refreshSearchEverywhere(database: Database): Promise<void> {
	const schools = await database.system((db) => db.selectFrom('directory.school').select('id').execute());
	for (const school of schools) await database.system((db) => refreshSearch(db, [school.id]));
}

/** Schools where somebody who was there already has changed; the nil id stands for no school. */
const TOUCHED = `
select school_id from home where not is_new
union select r.school_id from directory.role r join home h using (person_id) where not h.is_new and r.school_id is not null
union select school_id from role_drop where school_id is not null
union select school_id from group_plan where action in ('update', 'close', 'restore')`;

export interface SearchFollower {
	/** A school whose people have all just arrived can be searched while the next is written. */
	arrived(school: string): void;
	/** Wait for those, then see to the schools where something changed. */
	finish(client: pg.PoolClient): Promise<void>;
}

/** Keeps the search up with a run, on a connection of its own. */
export function followSearch(database: Database): SearchFollower {
	let failure: unknown = null;
	let last: Promise<void> = Promise.resolve();
	const refresh = (school: string) => database.system((db) => refreshSearch(db, [school]));
	return {
		arrived(school) {
			last = last
				.then(() => refresh(school))
				.catch((error: unknown) => {
					failure ??= error;
				});
		},
		async finish(client) {
			await last;
			if (failure) throw failure as Error;
			const { rows } = await client.query<{ school_id: string }>(TOUCHED);
			for (const row of rows) await refresh(row.school_id);
		}
	};
}
