import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { giveWork, handInWork, joinClass, runJobs, value } from '../../../../../tests/support/works.ts';
import { useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { tableQuery } from '../queries/class-table.ts';
import { schoolYear } from '../years/years.ts';

const here = useFileWorld();
const as = (name: Name) => here.world.actor(name);
const people = () => here.world.people;
const day = 86_400_000;
const collect = async (id: string, more: object = {}) => value(await here.app.call('assignments.collect', as('durand'), { id, ...more }));
const names = (list: readonly { givenName: string }[]) => list.map((one) => one.givenName);
const told = async (key: string) =>
	(
		await here.admin.query<{ login: string }>(
			`select p.login from notifications.notice n join notifications.event e on e.id = n.event_id join directory.person p on p.id = n.account_id
			where e.kind = 'work' and e.key like $1 order by p.login`,
			[key]
		)
	).rows.map((row) => row.login);

beforeAll(async () => {
	await joinClass(here, 'tom', 'pupil');
});

describe('who handed in', () => {
	test('is said with counts, and each filter shows those it counts', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Fait' });
		const all = await collect(id);
		expect(all.counts).toMatchObject({ pupils: 2, handedIn: 1, missing: 1, notSeen: 1, late: 0, toMark: 1, mayHandIn: 1 });
		expect(names((await collect(id, { filter: 'missing' })).pupils)).toEqual(['Tom']);
		expect(names((await collect(id, { filter: 'to-mark' })).pupils)).toEqual(['Léa']);
		value(await here.app.call('assignments.see', as('tom'), { assignmentId: id }));
		expect((await collect(id, { filter: 'not-seen' })).pupils).toEqual([]);
		// From one to the next inside the filter one came from.
		const at = value(await here.app.call('assignments.correct', as('durand'), { id, pupilId: people().lea, filter: 'to-mark' }));
		expect([at.position, at.total, at.next, at.previous]).toEqual([1, 1, null, null]);
		const among = value(await here.app.call('assignments.correct', as('durand'), { id, pupilId: people().lea }));
		expect([among.position, among.total, among.next?.name]).toEqual([1, 2, 'Tom Petit']);
	});

	test('a reminder reaches those missing and their parents, nobody else, once a day', async () => {
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Fait' });
		const remind = () => here.app.call('assignments.remind-missing', as('durand'), { id });
		expect(value(await remind())).toEqual({ pupils: 1, people: 2 });
		expect(await told(`missing:${id}:%`)).toEqual(['marc.petit', 'tom.petit']);
		expect(await remind()).toMatchObject({ ok: false, status: 409, code: 'reminded-missing-today' });
		expect((await collect(id)).reminder).toEqual({ pupils: 1, people: 2 });
		here.setNow(new Date(Date.now() + day));
		expect(value(await remind())).toEqual({ pupils: 1, people: 2 });
		// Closed for everybody: to remind would be to mock.
		here.setNow(new Date(Date.now() + 9 * day));
		expect(await remind()).toMatchObject({ ok: false, code: 'nobody-missing' });
		here.setNow(null);
		for (const name of ['petit', 'blanc', 'lea'] as const) expect((await here.app.call('assignments.remind-missing', as(name), { id })).ok, name).toBe(false);
	});
});

describe('more time', () => {
	test('for one pupil is his alone, told to him and his father, and can be taken back', async () => {
		const id = await giveWork(here);
		const due = new Date(Date.now() + 20 * day);
		value(await here.app.call('assignments.extend', as('durand'), { id, pupilIds: [people().tom], dueAt: due.toISOString() }));
		await runJobs(here, 'assignments.tell-extended');
		expect(await told(`extended:${id}:%`)).toEqual(['marc.petit', 'tom.petit']);
		here.setNow(new Date(Date.now() + 15 * day));
		expect(value(await here.app.call('assignments.show', as('tom'), { id })).window).toBe('open');
		expect(value(await here.app.call('assignments.show', as('lea'), { id })).window).toBe('closed');
		value(await here.app.call('assignments.withdraw-extension', as('durand'), { id, pupilIds: [people().tom] }));
		expect(value(await here.app.call('assignments.show', as('tom'), { id })).window).toBe('closed');
		here.setNow(null);
		expect((await here.admin.query('select 1 from assignments.allowance where assignment_id = $1', [id])).rowCount).toBe(0);
	});

	test('for everybody moves the date of the work, and never to an earlier one', async () => {
		const id = await giveWork(here);
		const extend = (days: number, more: object = { everybody: true }) =>
			here.app.call('assignments.extend', as('durand'), { id, dueAt: new Date(Date.now() + days * day).toISOString(), ...more });
		expect(await extend(2)).toMatchObject({ ok: false, status: 422, fields: { dueAt: expect.any(String) } });
		expect(await extend(20, {})).toMatchObject({ ok: false, fields: { pupilIds: expect.any(String) } });
		value(await extend(20));
		const seen = value(await here.app.call('assignments.show', as('lea'), { id }));
		expect(seen.dates.dueAt && seen.dates.dueAt.getTime() > Date.now() + 19 * day).toBe(true);
		expect(seen.dates.cutoffAt && seen.dates.dueAt && seen.dates.cutoffAt >= seen.dates.dueAt).toBe(true);
		await runJobs(here, 'assignments.tell-extended');
		expect(await told(`extended:${id}:%`)).toEqual(['lea.martin', 'marc.petit', 'sophie.martin', 'tom.petit']);
	});

	test('given on paper, he is not missing any more; taken back, he is again, and his extra time stays', async () => {
		const id = await giveWork(here);
		value(await here.app.call('assignments.extend', as('durand'), { id, pupilIds: [people().lea], dueAt: new Date(Date.now() + 20 * day).toISOString() }));
		const paper = (onPaper: boolean, pupil: Name = 'lea') => here.app.call('assignments.set-on-paper', as('durand'), { id, pupilIds: [people()[pupil]], onPaper });
		value(await paper(true));
		expect((await collect(id)).counts).toMatchObject({ handedIn: 1, missing: 1, toMark: 1 });
		value(await paper(false));
		expect((await collect(id)).counts).toMatchObject({ handedIn: 0, missing: 2 });
		expect((await collect(id)).pupils[0]?.dueAt).toBeInstanceOf(Date);
		expect(await paper(true, 'zoe')).toMatchObject({ ok: false, status: 404 });
	});
});

describe('a class and all its works', () => {
	test('stand in one table, of one’s own works alone', async () => {
		const id = await giveWork(here, { marking: 'points', mostPoints: 20 });
		await handInWork(here, id, 'lea', { body: 'Fait' });
		value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: people().lea, revision: 0, points: 18, intent: 'finish' }));
		const table = value(await here.app.call('assignments.class-table', as('durand'), { groupId: here.world.classA }));
		const at = table.works.findIndex((work) => work.id === id);
		expect(table.pupils.map((one) => one.givenName)).toEqual(['Léa', 'Tom']);
		expect(table.pupils[0]?.cells[at]).toMatchObject({ in: true, late: false, review: 'returned', points: 18 });
		expect(table.pupils[1]?.cells[at]).toMatchObject({ in: false, review: null, seen: false });
		expect(table.pupils.every((one) => one.cells.length === table.works.length)).toBe(true);
		for (const name of ['petit', 'blanc', 'principalA'] as const)
			expect(await here.app.call('assignments.class-table', as(name), { groupId: here.world.classA }), name).toMatchObject({ ok: false, status: 404 });
	});

	test('35 pupils × 20 works among 100,000 hand-ins are found by indexes alone, in one statement', async () => {
		const { classA, schoolA } = here.world;
		await here.admin.query(
			`insert into directory.person (kind, login, given_name, family_name) select 'pupil', 'eleve.' || n, 'Élève', 'N' || n from generate_series(1, 2000) n;
			insert into assignments.assignment (id, school_id, owner_id, title, expects, state, opens_at, due_at, published_at, school_year, number, created_at, updated_at)
				select gen_random_uuid(), '${schoolA}', '${people().blanc}', 'Travail ' || n, '{text}', 'published', now(), now() + n * interval '1 hour', now(), ${schoolYear(new Date())}, 1000 + n, now(), now()
				from generate_series(1, 50) n;
			insert into assignments.target (assignment_id, school_id, group_id) select id, school_id, '${here.world.classB}' from assignments.assignment where number > 1000;
			insert into assignments.submission (id, assignment_id, pupil_id, pupil_ids, state, created_at, updated_at, begun_at, handed_in_at, late)
				select gen_random_uuid(), a.id, p.id, array[p.id], 'handed-in', now(), now(), now(), now(), false from assignments.assignment a, directory.person p
				where a.number > 1000 and p.login like 'eleve.%';
			insert into assignments.hand_in (assignment_id, pupil_id, submission_id, handed_in_at, late) select assignment_id, pupil_id, id, now(), false from assignments.submission
				on conflict do nothing;
			insert into assignments.opening (assignment_id, pupil_id, seen_at) select assignment_id, pupil_id, now() from assignments.hand_in on conflict do nothing;
			insert into assignments.review (id, assignment_id, pupil_id, submission_id, updated_at) select gen_random_uuid(), assignment_id, pupil_id, submission_id, now() from assignments.hand_in
				on conflict do nothing;
			analyze`
		);
		const asked = { groupId: classA, page: 1, year: schoolYear(new Date()), teacherId: people().durand };
		const plan = await here.app.database.transaction({ role: 'actor', actor: as('durand'), readOnly: true, keep: () => false }, async (db) =>
			(await sql<{ 'QUERY PLAN': string }>`explain ${tableQuery(asked)}`.execute(db)).rows.map((row) => row['QUERY PLAN']).join('\n')
		);
		for (const table of ['hand_in', 'review', 'opening', 'submission']) expect(plan, plan).not.toMatch(new RegExp(`Seq Scan on ${table}\\b`));
		expect(plan).toMatch(/hand_in_(pkey|pupil)/);
	}, 120_000);
});
