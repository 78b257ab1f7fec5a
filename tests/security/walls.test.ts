/** The second wall: row level security holds when the first is torn down. */
import { beforeAll, describe, expect, test } from 'vitest';
import { definitions } from '#app';
import type { AnyDefinition } from '#kernel/definition';
import { isRefusal } from '#kernel/errors';
import { run } from '#kernel/run';
import { useTestApp } from '../support/database.ts';
import { createWorld, type World } from '../support/world.ts';
import { actorOf, trialWorlds } from './worlds.ts';

const here = useTestApp();
let world: World;
let at: Awaited<ReturnType<typeof trialWorlds>>;
beforeAll(async () => {
	world = await createWorld(here);
	at = await trialWorlds(here, world);
}, 60_000);

/** Tables without people: anybody may read them. A new table must be protected, or be put here and read. */
const PUBLIC_TABLES = ['core.migration', 'core.setting', 'directory.mef', 'directory.school', 'directory.subject', 'notifications.holiday'];

describe('the catalogue', () => {
	test('every table of ours is protected, by force, or holds nobody', async () => {
		const { rows } = await here.admin.query<{ name: string }>(`
			select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'jobs', 'public', 'pg_toast')
				and not (c.relrowsecurity and c.relforcerowsecurity) and not c.relispartition order by 1`);
		expect(rows.map((row) => row.name)).toEqual(PUBLIC_TABLES);
	});

	test('the roles that serve people own nothing, bypass nothing, and cannot make themselves more', async () => {
		const { rows } = await here.admin.query(
			`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname in ('preau_app', 'preau_system') order by 1`
		);
		expect(rows).toEqual([
			{ rolname: 'preau_app', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false },
			{ rolname: 'preau_system', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }
		]);
		const owned = await here.admin.query(
			`select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname in ('preau_app', 'preau_system') and c.relpersistence <> 't'`
		);
		expect(owned.rows).toEqual([]);
		const member = await here.admin.query(`select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname in ('preau_app', 'preau_system')`);
		expect(member.rows).toEqual([]);
	});

	test('views look with the eyes of who asks', async () => {
		const { rows } = await here.admin.query<{ name: string }>(`
			select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind = 'v' and n.nspname not in ('pg_catalog', 'information_schema', 'jobs', 'public')
				and not coalesce('security_invoker=true' = any (c.reloptions), false)`);
		expect(rows).toEqual([]);
	});

	test('the web role cannot read a secret', async () => {
		const { rows } = await here.admin.query<{ column: string }>(`
			select table_name || '.' || column_name as column from information_schema.column_privileges
			where grantee = 'preau_app' and privilege_type = 'SELECT' and column_name ~ '(hash|secret|sealed|lookup)$' and table_schema <> 'core'`);
		expect(rows).toEqual([]);
	});

	test('the audit trail cannot be changed, not even by its owner', async () => {
		await expect(here.admin.query('update core.audit set command = command')).rejects.toThrow(/append-only/);
		await expect(here.admin.query('delete from core.audit')).rejects.toThrow(/append-only/);
	});
});

describe('without an actor', () => {
	test('nothing about people is visible', async () => {
		const { rows } = await here.admin.query<{ name: string }>(`
			select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'p') and c.relrowsecurity and has_table_privilege('preau_app', c.oid, 'select')`);
		expect(rows.length).toBeGreaterThan(5);
		const seen = await here.app.database.transaction({ role: 'actor', actor: { kind: 'visitor', locale: 'fr' }, readOnly: true, keep: () => false }, async (db) => {
			const counts: string[] = [];
			for (const { name } of rows) {
				const [schema = '', table = ''] = name.split('.');
				const result = await db
					.withSchema(schema)
					.selectFrom(table as never)
					.select((eb) => eb.fn.countAll().as('count'))
					.executeTakeFirst();
				if (Number((result as { count: unknown } | undefined)?.count) > 0) counts.push(name);
			}
			return counts;
		});
		// What the communication rules are before a school changes them: no people in it.
		expect(seen.filter((name) => name !== 'directory.communication_default')).toEqual([]);
	});
});

describe('with every policy saying yes', () => {
	test('nobody of school A sees a row of school B', async () => {
		const engine = {
			...here.app.engine,
			allPoliciesYes: true,
			transaction: ((options, work) => here.app.engine.transaction({ ...options, keep: () => false }, work)) as typeof here.app.engine.transaction
		};
		// Names and ids that exist only in school B.
		const foreign = ['Zoé', 'Bernard', 'Garnier', 'Blanc', world.people.zoe, world.people.nadia, world.people.blanc];
		const leaks: string[] = [];
		let asked = 0;
		for (const definition of definitions as unknown as readonly AnyDefinition[]) {
			// The system role is a wall of its own kind: those definitions check by themselves, see matrix.test.ts.
			if (definition.as === 'system') continue;
			for (const actor of ['pupil', 'guardian', 'teacher', 'staff', 'principal'] as const) {
				for (const distance of ['own', 'other-school'] as const) {
					asked++;
					const input = definition.trial(at(distance, actor));
					const result = await run(engine, definition, actorOf(world, actor), input).catch((error: unknown) => ({ threw: String(error) }));
					if (isRefusal(result)) continue;
					const text = JSON.stringify(result) ?? '';
					const said = JSON.stringify(input);
					for (const sign of foreign) if (text.includes(sign) && !said.includes(sign)) leaks.push(`${definition.name} as ${actor}: ${sign}`);
				}
			}
		}
		expect(asked).toBeGreaterThan(50);
		expect(leaks).toEqual([]);
	}, 120_000);
});
