import { beforeAll, describe, expect, test } from 'vitest';
import { useFileWorld } from '../../../../tests/support/files.ts';
import { coTeach, giveWork, handInWork, joinClass, runJobs, value } from '../../../../tests/support/works.ts';
import type { Name } from '../../../../tests/support/world.ts';
import { tellNewcomers } from './giving/newcomers.ts';
import { endStandIns, keepNames } from './people-jobs.ts';

const here = useFileWorld();
const as = (name: Name) => here.world.actor(name);
const person = (name: Name) => here.world.people[name];
const sees = async (name: Name, id: string) => (await here.app.call('assignments.sheet', as(name), { id })).ok;
const content = (more: object = {}) => ({
	title: 'Plus tard',
	groupIds: [here.world.classA],
	expects: ['text'],
	dueAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
	...more
});
const draft = async (more: object = {}) => value(await here.app.call('assignments.create-assignment', as('durand'), content(more))).id;

/** He works elsewhere from now on: as the night's import would say it. */
async function leaves(name: Name): Promise<() => Promise<void>> {
	const { rows } = await here.admin.query<{ group_id: string; role: string }>('delete from directory.membership where person_id = $1 returning group_id, role', [person(name)]);
	await here.admin.query('update directory.role set school_id = $2 where person_id = $1', [person(name), here.world.schoolB]);
	return async () => {
		await here.admin.query('update directory.role set school_id = $2 where person_id = $1', [person(name), here.world.schoolA]);
		for (const row of rows)
			await here.admin.query('insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, $4)', [
				row.group_id,
				person(name),
				here.world.schoolA,
				row.role
			]);
	};
}

describe('a replacement', () => {
	const given = () => ({ teacherId: person('durand'), groupId: here.world.classA, standInId: person('petit') });

	test('covers what the teacher gives meanwhile, also a class added later by a colleague, and ends with it', async () => {
		value(await here.app.call('assignments.stand-in', as('principalA'), given()));
		const later = await draft();
		expect(await sees('petit', later)).toBe(true);
		// A co-teacher adds the class to a work that was for another.
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher'), ($4, $5, $3, 'teacher')`, [
			here.world.otherClassA,
			person('durand'),
			here.world.schoolA,
			here.world.classA,
			person('staffA')
		]);
		const other = await draft({ groupIds: [here.world.otherClassA] });
		expect(await sees('petit', other)).toBe(false);
		await coTeach(here, other, 'staffA');
		value(await here.app.call('assignments.edit-assignment', as('staffA'), { ...content({ groupIds: [here.world.otherClassA, here.world.classA] }), id: other, version: 1 }));
		expect(await sees('petit', other)).toBe(true);
		// Nobody else comes in by that way.
		const foreign = here.app.database.transaction({ role: 'actor', actor: as('staffA'), readOnly: false, keep: () => false }, (db) =>
			db
				.insertInto('assignments.editor')
				.values({ assignment_id: other, person_id: person('blanc'), part: 'replacement', added_at: new Date() })
				.execute()
		);
		await expect(foreign).rejects.toThrow(/row-level security/);
		expect(value(await here.app.call('assignments.stand-ins', as('durand'), {})).replacements).toMatchObject([{ group: '5e B', works: 2 }]);
		value(await here.app.call('assignments.end-stand-in', as('durand'), given()));
		for (const id of [later, other]) expect(await sees('petit', id)).toBe(false);
		expect(await sees('petit', await draft())).toBe(false);
		expect(value(await here.app.call('assignments.stand-ins', as('durand'), {})).replacements).toEqual([]);
	});

	test('is told of what comes in, and ends with the school year', async () => {
		value(await here.app.call('assignments.stand-in', as('durand'), given()));
		const id = await giveWork(here);
		await handInWork(here, id, 'lea', { body: 'Pour vous' });
		const told = await here.admin.query<{ account_id: string }>(
			`select n.account_id from notifications.notice n join notifications.event e on e.id = n.event_id where e.kind = 'handin' and e.subject_ref = $1`,
			[`assignment:${id}`]
		);
		expect(told.rows.map((row) => row.account_id).toSorted()).toEqual([person('durand'), person('petit')].toSorted());
		await here.admin.query('update assignments.stand_in set school_year = school_year - 1');
		await endStandIns(here.tools);
		expect(await sees('petit', id)).toBe(false);
		expect(value(await here.app.call('assignments.stand-ins', as('durand'), {})).replacements).toEqual([]);
	});
});

describe('a teacher who has left', () => {
	test('is named as he was; who teaches with him takes his work over', async () => {
		const id = await giveWork(here);
		await coTeach(here, id, 'petit');
		await handInWork(here, id, 'lea', { body: 'Avant son départ' });
		value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: person('lea'), revision: 0, body: 'Bien.', intent: 'finish' }));
		expect(await here.app.call('assignments.take-over', as('petit'), { id })).toMatchObject({ ok: false, code: 'work-has-its-author' });
		const back = await leaves('durand');
		await keepNames(here.tools);
		expect(value(await here.app.call('assignments.show', as('lea'), { id })).teacher).toBe('Mme Durand');
		expect(value(await here.app.call('assignments.feedback', as('lea'), { id })).returned?.teacher).toBe('Mme Durand');
		const before = value(await here.app.call('assignments.sheet', as('petit'), { id }));
		expect(before).toMatchObject({ orphan: true, mine: false });
		expect(before.editors[0]).toMatchObject({ part: 'owner', name: 'Mme Durand' });
		for (const other of ['staffA', 'blanc'] as const) expect(await here.app.call('assignments.take-over', as(other), { id })).toMatchObject({ ok: false, status: 404 });
		value(await here.app.call('assignments.take-over', as('petit'), { id }));
		expect(value(await here.app.call('assignments.sheet', as('petit'), { id }))).toMatchObject({ mine: true, orphan: false });
		expect(value(await here.app.call('assignments.show', as('lea'), { id })).teacher).toBe('Mme Petit');
		// What he wrote stays his.
		expect(value(await here.app.call('assignments.feedback', as('lea'), { id })).returned?.teacher).toBe('Mme Durand');
		await back();
		expect(await sees('durand', id)).toBe(false);
	});

	test('in summer is still found by the head as long as his work is kept', async () => {
		await giveWork(here);
		const back = await leaves('durand');
		const gone = async () => value(await here.app.call('assignments.stand-ins', as('principalA'), {})).gone;
		expect(await gone()).toMatchObject([{ teacherId: person('durand'), now: true }]);
		const next = (years: number) => {
			here.setNow(new Date(Date.now() + years * 365 * 86_400_000));
		};
		next(1);
		expect(await gone()).toMatchObject([{ teacherId: person('durand'), now: false }]);
		next(2);
		expect(await gone()).toEqual([]);
		here.setNow(null);
		await back();
	});

	test('the head of the school names who goes on, for all his works at once; nobody else does', async () => {
		const works = [await giveWork(here), await draft()];
		const all = (await here.admin.query<{ id: string }>('select id from assignments.assignment where owner_id = $1', [person('durand')])).rows.length;
		const input = { teacherId: person('durand'), schoolId: here.world.schoolA, personId: person('staffA') };
		expect(await here.app.call('assignments.hand-over', as('principalA'), input)).toMatchObject({ ok: false, code: 'work-has-its-author' });
		const back = await leaves('durand');
		const { gone } = value(await here.app.call('assignments.stand-ins', as('principalA'), {}));
		expect(gone).toMatchObject([{ teacherId: person('durand'), schoolId: here.world.schoolA, name: 'Mme Durand' }]);
		for (const other of ['petit', 'staffA', 'principalB'] as const)
			expect(await here.app.call('assignments.hand-over', as(other), input)).toMatchObject({ ok: false, status: 404 });
		expect(await here.app.call('assignments.hand-over', as('principalA'), { ...input, personId: person('blanc') })).toMatchObject({ ok: false, status: 422 });
		expect(value(await here.app.call('assignments.hand-over', as('principalA'), input)).works).toBe(all);
		for (const id of works) expect(value(await here.app.call('assignments.sheet', as('staffA'), { id })).mine).toBe(true);
		expect(value(await here.app.call('assignments.stand-ins', as('principalA'), {})).gone).toEqual([]);
		await back();
	});
});

describe('pupils who come and go', () => {
	const toldOf = async (id: string) =>
		(
			await here.admin.query<{ account_id: string }>(
				`select n.account_id from notifications.notice n join notifications.event e on e.id = n.event_id where e.kind = 'work' and e.key = $1 order by 1`,
				[`given:${id}`]
			)
		).rows.map((row) => row.account_id);

	beforeAll(async () => {
		await here.admin.query('delete from core.outbox');
	});

	test('who joins the class sees what was given and is told once, with his family; who was told is not told again', async () => {
		const id = await giveWork(here);
		await runJobs(here, 'assignments.announce');
		expect(await toldOf(id)).toEqual([person('lea'), person('sophie')].toSorted());
		await tellNewcomers(here.tools);
		expect(await toldOf(id)).toHaveLength(2);
		// Forgotten by the centre long since: nobody is told a second time for that.
		await here.admin.query('delete from notifications.event');
		await joinClass(here, 'tom', 'pupil');
		expect((await here.app.call('assignments.show', as('tom'), { id })).ok).toBe(true);
		expect(await tellNewcomers(here.tools)).toBeGreaterThan(0);
		expect(await toldOf(id)).toEqual([person('tom'), person('marc')].toSorted());
		expect(await tellNewcomers(here.tools)).toBe(0);
	});

	test('a class added to work that is open is told at once', async () => {
		const id = await giveWork(here, { groupIds: [here.world.otherClassA] });
		await runJobs(here, 'assignments.announce');
		value(
			await here.app.call('assignments.edit-assignment', as('durand'), {
				...content({ groupIds: [here.world.otherClassA, here.world.classA] }),
				id,
				version: 2
			})
		);
		expect(await runJobs(here, 'assignments.announce')).toBe(1);
		expect(await toldOf(id)).toContain(person('lea'));
	});

	test('who leaves the class keeps his own, and sees nothing of what is given afterwards', async () => {
		const own = await giveWork(here);
		const submissionId = await handInWork(here, own, 'lea', { body: 'Avant de partir' });
		await here.admin.query(`delete from directory.membership where group_id = $1 and person_id = $2 and role = 'pupil'`, [here.world.classA, person('lea')]);
		const after = await giveWork(here);
		expect((await here.app.call('assignments.show', as('lea'), { id: own })).ok).toBe(true);
		expect((await here.app.call('assignments.receipt', as('lea'), { submissionId })).ok).toBe(true);
		expect(await here.app.call('assignments.show', as('lea'), { id: after })).toMatchObject({ ok: false, status: 404 });
		const behind = await here.app.database.transaction({ role: 'actor', actor: as('lea'), readOnly: true, keep: () => false }, (db) =>
			db.selectFrom('assignments.assignment').select('id').where('id', 'in', [own, after]).execute()
		);
		expect(behind.map((row) => row.id)).toEqual([own]);
		// He still stands in the list of what he handed in.
		expect(value(await here.app.call('assignments.collect', as('durand'), { id: own })).pupils.find((one) => one.pupilId === person('lea'))).toMatchObject({ gone: true });
	});
});
