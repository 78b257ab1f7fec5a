/** The classes of a year as they were, whenever those of the next one arrive. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '#kernel/context';
import { useFileWorld } from '../../../../../tests/support/files.ts';
import { giveWork, joinClass, value } from '../../../../../tests/support/works.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { endYears } from './year-ends.ts';

const here = useFileWorld();
const at = (moment: string) => new Date(`${moment}:00+02:00`);
const as = (name: Name) => here.world.actor(name);
const person = (name: Name) => here.world.people[name];
const hourly = () => here.app.jobs.find((job) => job.name === 'assignments.tell-newcomers')?.run({});
const leave = (name: Name) => here.admin.query(`delete from directory.membership where group_id = $1 and person_id = $2`, [here.world.classA, person(name)]);
const gives = async (more: object = {}) => giveWork(here, { dueAt: '2027-07-31T18:00', cutoffAt: '2027-07-31T18:00', ...more });
const classOf = async (id: string) =>
	(await here.admin.query<{ last: string[] | null }>('select last_pupils as last from assignments.target where assignment_id = $1', [id])).rows[0]?.last ?? null;
const collected = async (id: string) => value(await here.app.call('assignments.collect', as('durand'), { id })).pupils.map((one) => one.pupilId);
/** What row level security alone shows of a work. */
const behind = async (name: Name, id: string, moment: Date) =>
	here.app.database.transaction({ role: 'actor', actor: as(name), readOnly: true, keep: () => false, at: moment }, (db: Db) =>
		db.selectFrom('assignments.assignment').select('id').where('id', '=', id).execute()
	);

/** The académie's file of the year to come: Léa goes up, Tom comes into the class, which keeps its row. */
async function newYearArrives(): Promise<void> {
	await leave('lea');
	await joinClass(here, 'tom', 'pupil');
}

beforeAll(() => {
	here.setNow(at('2027-06-10T10:00'));
});
beforeEach(async () => {
	here.setNow(at('2027-06-10T10:00'));
	await here.admin.query('delete from assignments.class_in_july');
	await leave('tom');
	await leave('lea');
	await joinClass(here, 'lea', 'pupil');
});
afterAll(() => {
	here.setNow(null);
});

describe('the new classes arrive', () => {
	test('minutes before the night’s job of 1 August: the class of the old year is written down', async () => {
		const id = await gives();
		here.setNow(at('2027-07-01T00:12'));
		await endYears(here.tools);
		here.setNow(at('2027-07-31T23:50'));
		await newYearArrives();
		here.setNow(at('2027-08-01T00:12'));
		expect(await endYears(here.tools)).toBeGreaterThan(0);
		expect(await classOf(id)).toEqual([person('lea')]);
		expect(await collected(id)).toEqual([person('lea')]);
		expect((await here.admin.query('select 1 from assignments.class_in_july where school_year = 2026')).rowCount).toBe(0);
	});

	test('in August, while the worker was away: the same', async () => {
		const id = await gives();
		here.setNow(at('2027-07-20T00:12'));
		await endYears(here.tools);
		here.setNow(at('2027-08-20T02:00'));
		await newYearArrives();
		await endYears(here.tools);
		expect(await classOf(id)).toEqual([person('lea')]);
	});

	test('in July already: who comes in sees nothing of the works of before, is told nothing, and what is given to him is his', async () => {
		const id = await gives({ title: 'Avant la relève' });
		here.setNow(at('2027-07-01T00:23'));
		await hourly();
		here.setNow(at('2027-07-15T02:00'));
		await newYearArrives();
		await hourly();
		expect(await classOf(id)).toEqual([person('lea')]);
		expect(await collected(id)).toEqual([person('lea')]);
		expect(value(await here.app.call('assignments.to-do', as('tom'), {})).items.map((one) => one.id)).not.toContain(id);
		expect(await here.app.call('assignments.show', as('tom'), { id })).toMatchObject({ ok: false, status: 404 });
		expect(await behind('tom', id, at('2027-07-15T02:00'))).toEqual([]);
		const told = await here.admin.query(`select 1 from notifications.notice n join notifications.event e on e.id = n.event_id where e.key = $1 and n.account_id = $2`, [
			`given:${id}`,
			person('tom')
		]);
		expect(told.rowCount).toBe(0);
		here.setNow(at('2027-07-16T10:00'));
		const fresh = await gives({ title: 'Après la relève' });
		expect(await collected(fresh)).toEqual([person('tom')]);
		here.setNow(at('2027-08-01T00:12'));
		await endYears(here.tools);
		expect([await classOf(id), await classOf(fresh)]).toEqual([[person('lea')], [person('tom')]]);
	});
});

test('between the arrival of the new classes in July and the hour’s job: who comes in has nothing of the works of before, by rule and by row level security', async () => {
	const id = await gives({ title: 'Avant la relève' });
	here.setNow(at('2027-07-01T00:12'));
	await endYears(here.tools);
	here.setNow(at('2027-07-15T02:00'));
	await newYearArrives();
	expect(value(await here.app.call('assignments.to-do', as('tom'), {})).items.map((one) => one.id)).not.toContain(id);
	expect(await here.app.call('assignments.show', as('tom'), { id })).toMatchObject({ ok: false, status: 404 });
	expect(await here.app.call('assignments.begin-submission', as('tom'), { assignmentId: id })).toMatchObject({ ok: false, status: 404 });
	expect(await behind('tom', id, at('2027-07-15T02:00'))).toEqual([]);
	expect(await collected(id)).toEqual([]);
	// What is given to the new class after that hour is theirs.
	here.setNow(at('2027-07-15T02:23'));
	await hourly();
	here.setNow(at('2027-07-15T09:00'));
	const fresh = await gives({ title: 'Après la relève' });
	expect(value(await here.app.call('assignments.to-do', as('tom'), {})).items.map((one) => one.id)).toContain(fresh);
	expect(await behind('tom', fresh, at('2027-07-15T09:00'))).toHaveLength(1);
});

test('a single pupil who comes into a class in July has its works within the hour; into a group made by hand, at once', async () => {
	const { id: groupId } = value(await here.app.call('directory.create-group', as('durand'), { school: here.world.schoolA, label: 'Stage de juillet' }));
	const [id, stage] = [await gives(), await gives({ groupIds: [groupId] })];
	here.setNow(at('2027-07-01T00:12'));
	await endYears(here.tools);
	here.setNow(at('2027-07-02T09:00'));
	await joinClass(here, 'tom', 'pupil');
	const has = async () => value(await here.app.call('assignments.to-do', as('tom'), {})).items.map((one) => one.id);
	expect(await has()).not.toContain(id);
	await hourly();
	expect(await has()).toContain(id);
	expect(await behind('tom', id, at('2027-07-02T09:00'))).toHaveLength(1);
	await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role, source) values ($1, $2, $3, 'member', 'manual')`, [
		groupId,
		person('tom'),
		here.world.schoolA
	]);
	expect(await has()).toContain(stage);
	expect(await behind('tom', stage, at('2027-07-02T09:00'))).toHaveLength(1);
});

test('a class in which one comes and another goes is the class it is on the last day', async () => {
	await joinClass(here, 'tom', 'pupil');
	const id = await gives();
	here.setNow(at('2027-07-01T00:12'));
	await endYears(here.tools);
	await leave('tom');
	here.setNow(at('2027-08-01T00:12'));
	await endYears(here.tools);
	expect(await classOf(id)).toEqual([person('lea')]);
});
