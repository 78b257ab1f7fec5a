import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fixedQuery } from './fixed-query.ts';
import type { Db } from './context.ts';

/** Compiles as for PostgreSQL and notes what would be sent. */
class Recording extends DummyDriver {
	sent: CompiledQuery[] = [];
	override acquireConnection() {
		return Promise.resolve({
			executeQuery: <R>(query: CompiledQuery) => {
				this.sent.push(query);
				return Promise.resolve({ rows: [] as R[] });
			},
			streamQuery: () => {
				throw new Error('not asked for');
			}
		});
	}
}

function database(): { db: Db; sent: CompiledQuery[] } {
	const driver = new Recording();
	const db: Db = new Kysely({
		dialect: {
			createAdapter: () => new PostgresAdapter(),
			createDriver: () => driver,
			createIntrospector: (any) => new PostgresIntrospector(any),
			createQueryCompiler: () => new PostgresQueryCompiler()
		}
	});
	return { db, sent: driver.sent };
}

describe('a query of fixed shape', () => {
	it('is built once, and each time sent with the values of that time, in their places', async () => {
		let built = 0;
		const named = fixedQuery<{ school: string; label: string }, { id: string }>((db, slot) => {
			built++;
			return db.selectFrom('directory.groups').select('id').where('label', '=', slot('label')).where('status', '=', 'active').where('school_id', '=', slot('school')).limit(3);
		});
		const one = database();
		const other = database();
		await named(one.db, { school: 's1', label: '5e B' });
		await named(other.db, { school: 's2', label: '4e A' });
		expect(built).toBe(1);
		expect(one.sent.map((query) => query.parameters)).toEqual([['5e B', 'active', 's1', 3]]);
		expect(other.sent.map((query) => query.parameters)).toEqual([['4e A', 'active', 's2', 3]]);
		expect(other.sent[0]?.sql).toBe('select "id" from "directory"."groups" where "label" = $1 and "status" = $2 and "school_id" = $3 limit $4');
	});
});
