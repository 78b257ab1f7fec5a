/** A school after some years: by which index the load of a class and a teacher's list are answered. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type World } from '../../../../../tests/support/world.ts';
import { dueQuery } from './load.ts';

const here = useTestApp();
let world: World;

beforeAll(async () => {
	world = await createWorld(here);
	await here.admin.query(
		`insert into directory.person (kind, login, given_name, family_name) select 'adult', 'prof.' || n, 'Prof', 'P' || n from generate_series(1, 80) n;
		insert into directory.groups (school_id, kind, code, label) select '${world.schoolA}', 'group', 'G' || n, 'Groupe ' || n from generate_series(1, 200) n;
		insert into assignments.assignment (id, school_id, owner_id, title, expects, file_types, state, opens_at, due_at, school_year, number, created_at, updated_at, published_at)
			select uuidv7(), '${world.schoolA}', p.id, 'Travail ' || n, '{file}', '{}', 'published', now(), now() + n * interval '1 hour', 2026, n, now(), now(), now()
			from (select id from directory.person where login like 'prof.%') p, generate_series(1, 150) n;
		insert into assignments.editor (assignment_id, person_id, part, added_at) select id, owner_id, 'owner', now() from assignments.assignment;
		insert into assignments.target (assignment_id, school_id, group_id)
			select a.id, a.school_id, g.id from assignments.assignment a join directory.groups g on g.code = 'G' || (1 + (a.number * 7 + abs(hashtext(a.owner_id::text))) % 200);
		analyze`
	);
}, 120_000);

const planOf = (query: RawBuilder<unknown>) =>
	here.app.database.transaction({ role: 'actor', actor: world.actor('petit'), readOnly: true, keep: () => false }, async (db) =>
		(await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)).rows.map((row) => row['QUERY PLAN']).join('\n')
	);

test('the load of a class begins at its groups, whatever the rest of the school has to do', async () => {
	const plan = await planOf(dueQuery(world.classA, new Date(), new Date(Date.now() + 28 * 86_400_000)));
	expect(plan).toMatch(/using target_group/);
	expect(plan).toMatch(/using assignment_pkey/);
	expect(plan).not.toMatch(/Seq Scan on (assignment|target)\b/);
});

test('the list of a teacher begins at himself', async () => {
	const plan = await planOf(sql`select a.id, a.title from assignments.editor e join assignments.assignment a on a.id = e.assignment_id
		where e.person_id = ${world.people.petit} and a.school_year = 2026 and a.state = 'published' order by a.due_at limit 31`);
	expect(plan).toMatch(/using editor_person/);
	expect(plan).not.toMatch(/Seq Scan on (assignment|editor)\b/);
});
