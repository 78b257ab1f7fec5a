/** A school of ordinary size: what hot questions cost, and by which index they are answered. */
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Person } from '#kernel/actor';
import type { Db } from '#kernel/context';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import { lastNumbers } from '../commands/local.ts';
import { findReachable } from './find.ts';
import { reachOf } from './reach.ts';
import { refreshSearch } from './refresh.ts';

const test_ = useTestApp();
let world: World;

/** 600 pupils in 24 classes, 900 guardians, 50 teachers, in school A; as many in ten others. */
const FILL = `
with s as (select $1::uuid as id union all select id from directory.school where uai like 'X%'),
g as (insert into directory.groups (id, school_id, kind, code, label, level) select uuidv7(), s.id, 'class', 'C' || n, 'C ' || n, '5e' from s, generate_series(1, 24) n returning id, school_id),
seq as (select id, school_id, row_number() over (partition by school_id order by id) as n from g),
p as (insert into directory.person (id, kind, login, family_name, given_name) select uuidv7(), case when n <= 600 then 'pupil' else 'adult' end, 'x' || n || '.' || replace(s.id::text, '-', ''), 'Famille' || n, 'Prénom' || n from s, generate_series(1, 1550) n returning id, login),
q as (select p.id, s.id as school_id, substring(p.login from 'x(\\d+)')::int as n from p join s on p.login like '%.' || replace(s.id::text, '-', '')),
r as (insert into directory.role (person_id, school_id, profile) select id, school_id, case when n <= 600 then 'pupil' when n <= 1500 then 'guardian' else 'teacher' end from q),
m as (insert into directory.membership (group_id, person_id, school_id, role) select seq.id, q.id, q.school_id, case when q.n <= 600 then 'pupil' else 'teacher' end from q join seq on seq.school_id = q.school_id and (q.n <= 600 and seq.n = q.n % 24 + 1 or q.n > 1500 and seq.n in (q.n % 24 + 1, (q.n + 5) % 24 + 1, (q.n + 9) % 24 + 1)))
insert into directory.guardianship (pupil_id, guardian_id, link_code, legal) select k.id, a.id, '10', 1 from q k join q a on a.school_id = k.school_id and k.n <= 600 and a.n between 601 and 1500 and (a.n - 600) in (k.n, k.n + 300)`;

beforeAll(async () => {
	world = await createWorld(test_);
	await test_.admin.query(`insert into directory.school (uai, name) select 'X' || n, 'Collège ' || n from generate_series(1, 10) n`);
	await test_.admin.query(FILL, [world.schoolA]);
	await test_.admin.query('analyze');
	const { rows } = await test_.admin.query<{ id: string }>('select id from directory.school');
	await test_.app.database.system((db) =>
		refreshSearch(
			db,
			rows.map((row) => row.id)
		)
	);
	await test_.admin.query('analyze directory.search_entry');
});

async function as<T>(name: Name, work: (db: Db, actor: Person) => Promise<T>): Promise<T> {
	const actor = world.actor(name);
	return test_.app.database.transaction({ role: 'actor', actor, readOnly: true, keep: () => false }, (db) => work(db, actor));
}

test('whether a few people are reached is asked of the index of their roles, and reads no table from end to end', async () => {
	const ids = (await test_.admin.query<{ id: string }>('select id from directory.person limit 30')).rows.map((row) => row.id);
	const plan = await as('durand', async (db, actor) =>
		(await sql<{ 'QUERY PLAN': string }>`explain select * from ${reachOf(actor.id)} r where r.person_id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(db)).rows
			.map((row) => row['QUERY PLAN'])
			.join('\n')
	);
	expect(plan).toMatch(/Index.*Scan using role_person_id/);
	// The tables of rules have a few dozen rows: reading them whole is right.
	expect(plan).not.toMatch(/Seq Scan on (role|person|membership|guardianship|groups)/);
});

test('search stays within the school: 17,000 people beside, none of them read', async () => {
	const plan = await as('durand', async (db, actor) =>
		(
			await sql<{ 'QUERY PLAN': string }>`
		explain with reached as materialized (select distinct r.person_id, r.school_id, r.to_profile from ${reachOf(actor.id)} r)
		select e.* from reached r join directory.search_entry e on e.person_id = r.person_id and e.profile = r.to_profile and e.school_id is not distinct from r.school_id
		where e.words like all (array['% mar%'])`.execute(db)
		).rows
			.map((row) => row['QUERY PLAN'])
			.join('\n')
	);
	expect(plan).toMatch(/search_entry_person/);
	expect(plan).not.toMatch(/Seq Scan on search_entry/);
	const found = await as('durand', (db, actor) => findReachable(db, actor, { text: 'fam 12', limit: 30 }));
	expect(found.total).toBeGreaterThan(30);
	expect(found.rows).toHaveLength(30);
	expect(new Set(found.rows.map((row) => row.schoolId))).toEqual(new Set([world.schoolA]));
});

test('which logins are taken is asked of the indexes, for a class of newcomers among 17,000 people', async () => {
	await test_.admin.query('insert into directory.login (login, person_id) select login, id from directory.person on conflict do nothing');
	await test_.admin.query('analyze directory.login');
	const bases = Array.from({ length: 30 }, (_, at) => `prenom${at}.famille`.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? ''));
	const plan = await test_.app.database.system(async (db) =>
		(await sql<{ 'QUERY PLAN': string }>`explain ${lastNumbers(bases)}`.execute(db)).rows.map((row) => row['QUERY PLAN']).join('\n')
	);
	expect(plan).toMatch(/Index.* on login/);
	expect(plan).not.toMatch(/Seq Scan on (login|person)/);
});
