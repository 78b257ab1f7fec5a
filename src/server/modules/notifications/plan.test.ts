/** Ninety days of a département: what the hot questions cost, and by which index they are answered. */
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { announce } from '#modules/notifications';
import { followUp } from '../../../../tests/support/outside.ts';
import { useTestApp } from '../../../../tests/support/database.ts';
import { createWorld, type World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;

beforeAll(async () => {
	world = await createWorld(here);
	await here.admin.query(
		`insert into directory.person (kind, login, given_name, family_name) select 'adult', 'parent.' || n, 'Parent', 'P' || n from generate_series(1, 2000) n;
		insert into directory.role (person_id, school_id, profile) select id, (select id from directory.school limit 1), 'guardian' from directory.person where login like 'parent.%';
		insert into identity.contact (person_id, email, email_verified_at) select id, login || '@exemple.fr', now() from directory.person where login like 'parent.%';
		insert into notifications.event (kind, key, at, actor_name, subject, link, urgent, subject_ref)
			select 'message', n::text, now() - n * interval '1 hour', 'Mme Durand', 'Sortie', '/messagerie', false, 'message:x' from generate_series(1, 100) n;
		insert into notifications.notice (event_id, account_id, read_at) select e.id, p.id, case when p.login > 'parent.2' then now() end from notifications.event e, directory.person p;
		insert into notifications.delivery (event_id, account_id, channel, rhythm, due_at, claimed_at, outcome) select event_id, account_id, 'email', 'now', now(), now(), 'sent' from notifications.notice;
		analyze`
	);
});

const planAs = (query: ReturnType<typeof sql>) =>
	here.app.database.transaction({ role: 'actor', actor: world.actor('sophie'), readOnly: true, keep: () => false }, async (db) =>
		(await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)).rows.map((row) => row['QUERY PLAN']).join('\n')
	);

test('a page of the centre is one range of an index, whatever the others were told', async () => {
	const plan = await planAs(sql`select e.id, e.subject from notifications.notice n join notifications.event e on e.id = n.event_id
		where n.account_id = ${world.people.sophie} order by n.event_id desc limit 31`);
	expect(plan).toMatch(/using notice_centre/);
	expect(plan).not.toMatch(/Seq Scan on notice/);
});

test('the badge of every page reads unread lines of one person alone', async () => {
	const plan = await planAs(sql`select count(*) from (select from notifications.notice where account_id = ${world.people.sophie} and read_at is null limit 100) w`);
	expect(plan).toMatch(/using notice_(unread|centre)/);
	expect(plan).not.toMatch(/Seq Scan/);
});

test('the sender finds what is due without reading what has left', async () => {
	const { rows } = await here.admin.query<{ 'QUERY PLAN': string }>(
		`explain select event_id from notifications.delivery where claimed_at is null and due_at <= now() order by due_at, account_id limit 20 for update skip locked`
	);
	expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/using delivery_due/);
});

test('two thousand people are told in one insert; their moment is worked out once, not for each', async () => {
	const began = performance.now();
	await here.app.database.system((db) =>
		announce(
			db,
			{
				kind: 'message',
				key: 'new',
				at: new Date('2026-11-24T20:30:00+01:00'),
				actorName: 'Mme Durand',
				subject: 'Sortie',
				link: '/messagerie',
				schoolId: null,
				subjectRef: 'message:x'
			},
			sql`select id from directory.person where login like 'parent.%'`
		)
	);
	const told = performance.now();
	await followUp(here);
	const spread = performance.now();
	const { rows } = await here.admin.query(`select count(*)::int as n, count(distinct due_at)::int as moments from notifications.delivery where claimed_at is null`);
	expect(rows).toEqual([{ n: 2000, moments: 1 }]);
	process.stdout.write(`2,000 told in ${Math.round(told - began)} ms, their channels worked out in ${Math.round(spread - told)} ms\n`);
});
