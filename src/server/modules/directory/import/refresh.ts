/** After people, roles or classes changed in bulk, the search table follows: school by school, so that no lock is long. */
import { sql } from 'kysely';
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

/**
 * The tables grow under this connection's feet: a plan kept from the first schools would read them from end
 * to end. What is written is derived, and flushed with the commit that ends the run.
 */
const SETTINGS = sql`set_config('plan_cache_mode', 'force_custom_plan', true), set_config('synchronous_commit', 'off', true)`;

export interface SearchFollower {
	/** A school whose people have all just arrived can be searched while the next is written. */
	arrived(school: string): void;
	/** See to the schools where something changed, and wait for all. */
	finish(client: pg.PoolClient): Promise<void>;
}

/** Schools seen to in one transaction, when several wait. */
const AT_ONCE = 4;

/** Keeps the search up with a run, on a connection of its own. */
export function followSearch(database: Database): SearchFollower {
	let failure: unknown = null;
	let last: Promise<void> = Promise.resolve();
	const waiting: string[] = [];
	const refreshNext = async () => {
		const schools = waiting.splice(0, AT_ONCE);
		if (schools.length === 0 || failure !== null) return;
		await database.system(async (db) => {
			await sql`select ${SETTINGS}`.execute(db);
			await refreshSearch(db, schools);
		});
	};
	const follow = (school: string) => {
		waiting.push(school);
		last = last.then(refreshNext).catch((error: unknown) => {
			failure ??= error;
		});
	};
	return {
		arrived: follow,
		async finish(client) {
			const { rows } = await client.query<{ school_id: string }>(TOUCHED);
			for (const row of rows) follow(row.school_id);
			await last;
			if (failure) throw failure as Error;
		}
	};
}
