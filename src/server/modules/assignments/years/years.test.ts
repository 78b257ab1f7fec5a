import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#kernel/context';
import { noise, useFileWorld } from '../../../../../tests/support/files.ts';
import { giveWork, handInWork, joinClass, value } from '../../../../../tests/support/works.ts';
import type { Name } from '../../../../../tests/support/world.ts';
import { endYears } from './year-ends.ts';

const here = useFileWorld();
const LAST_YEAR = new Date('2026-06-10T10:00:00Z');
const THIS_YEAR = new Date('2026-11-25T10:00:00Z');
const as = (name: Name) => here.world.actor(name);
const person = (name: Name) => here.world.people[name];
const leave = (name: Name) => here.admin.query('delete from directory.membership where group_id = $1 and person_id = $2', [here.world.classA, person(name)]);
/** What row level security alone lets somebody do at a moment. */
const behind = <T>(name: Name, at: Date, work: (db: Db) => Promise<T>) =>
	here.app.database.transaction({ role: 'actor', actor: as(name), readOnly: false, keep: () => false, at }, work);

beforeAll(() => {
	here.setNow(LAST_YEAR);
	return () => {
		here.setNow(null);
	};
});
afterEach(() => {
	here.setNow(LAST_YEAR);
});

describe('a school year that is over', () => {
	let [handedIn, untouched, later] = ['', '', ''];
	let submissionId = '';
	beforeAll(async () => {
		[handedIn, untouched] = [await giveWork(here), await giveWork(here, { title: 'Jamais rendu' })];
		submissionId = await handInWork(here, handedIn, 'lea', { body: 'Mon île' });
		// Summer: the file of the year to come brings Tom into the class, which keeps its row, and takes Léa out of it.
		here.setNow(new Date('2026-08-01T08:00:00Z'));
		expect(await endYears(here.tools)).toBe(2);
		expect(await endYears(here.tools)).toBe(0);
		await leave('lea');
		await joinClass(here, 'tom', 'pupil');
		here.setNow(THIS_YEAR);
		later = await giveWork(here, { title: 'De cette année' });
	});

	test('its work shows to nobody who was not in the class then, in no list and at no address', async () => {
		here.setNow(THIS_YEAR);
		const list = value(await here.app.call('assignments.to-do', as('tom'), {}));
		expect(list.items.map((one) => one.id)).toEqual([later]);
		expect(list.counts).toEqual({ 'to-do': 1, 'handed-in': 0, returned: 0, past: 0 });
		expect(value(await here.app.call('assignments.to-do', as('tom'), { shelf: 'past' })).items).toEqual([]);
		for (const [name, input] of [
			['assignments.show', { id: handedIn }],
			['assignments.feedback', { id: handedIn }],
			['assignments.begin-submission', { assignmentId: untouched }],
			['assignments.see', { assignmentId: untouched }]
		] as const)
			expect(await here.app.call(name, as('tom'), input as never), name).toMatchObject({ ok: false, status: 404 });
		for (const pupilId of [person('tom')]) expect(await here.app.call('assignments.show', as('marc'), { id: handedIn, pupilId })).toMatchObject({ ok: false, status: 404 });
		// The second wall says the same.
		const there = await behind('tom', THIS_YEAR, (db) => db.selectFrom('assignments.assignment').select('id').orderBy('id').execute());
		expect(there.map((one) => one.id)).toEqual([later]);
		await expect(
			behind('tom', THIS_YEAR, (db) =>
				sql`insert into assignments.submission (id, assignment_id, pupil_id, pupil_ids, created_at, updated_at)
					values (uuidv7(), ${untouched}, ${person('tom')}, array[${person('tom')}]::uuid[], now(), now())`.execute(db)
			)
		).rejects.toThrow(/row-level security/);
	});

	test('what a pupil handed in is under « Années passées », for him and his family; what he did not is gone', async () => {
		here.setNow(THIS_YEAR);
		for (const [name, whose] of [
			['lea', {}],
			['sophie', { pupilId: person('lea') }]
		] as const) {
			const past = value(await here.app.call('assignments.to-do', as(name), { ...whose, shelf: 'past' }));
			expect(past.items).toMatchObject([{ id: handedIn, year: 2025, window: 'closed' }]);
			expect(past.counts.past).toBe(1);
			expect(value(await here.app.call('assignments.show', as(name), { ...whose, id: handedIn }))).toMatchObject({ over: true, window: 'closed', closed: 'work-of-past-year' });
			expect(await here.app.call('assignments.show', as(name), { ...whose, id: untouched })).toMatchObject({ ok: false, status: 404 });
			expect((await here.app.call('assignments.receipt', as(name), { submissionId })).ok).toBe(true);
		}
		expect(value(await here.app.call('assignments.receipt', as('lea'), { submissionId }))).toMatchObject({ replaceUntil: null, awaited: false });
	});

	test('it is not handed in, marked, given more time nor reminded of any more: the sentence says why', async () => {
		here.setNow(THIS_YEAR);
		const over = { ok: false, status: 409, code: 'work-of-past-year' };
		expect(await here.app.call('assignments.begin-submission', as('lea'), { assignmentId: handedIn })).toMatchObject(over);
		expect(await here.app.call('assignments.withdraw-submission', as('lea'), { assignmentId: handedIn })).toMatchObject(over);
		const pupilIds = [person('lea')];
		for (const [name, input] of [
			['assignments.edit-assignment', { id: handedIn, version: 2, title: 'Autre', groupIds: [here.world.classA], expects: ['text'], dueAt: '2026-12-01T18:00' }],
			['assignments.save-review', { id: handedIn, pupilId: person('lea'), revision: 0, body: 'Trop tard' }],
			['assignments.extend', { id: handedIn, pupilIds, dueAt: '2026-12-01T18:00' }],
			['assignments.set-on-paper', { id: handedIn, pupilIds, onPaper: true }],
			['assignments.return-all', { id: handedIn }],
			['assignments.remind-missing', { id: untouched }],
			['assignments.set-teams', { id: handedIn, teams: [] }]
		] as const)
			expect(await here.app.call(name, as('durand'), input as never), name).toMatchObject(over);
		for (const table of ['review', 'allowance'] as const)
			await expect(
				behind('durand', THIS_YEAR, (db) =>
					(table === 'review'
						? sql`insert into assignments.review (id, assignment_id, pupil_id, updated_at) values (uuidv7(), ${handedIn}, ${person('lea')}, now())`
						: sql`insert into assignments.allowance (assignment_id, pupil_id, set_at) values (${handedIn}, ${person('lea')}, now())`
					).execute(db)
				)
			).rejects.toThrow(/row-level security/);
	});

	test('who gave it finds the class as it was, in the list, the results and the zip', async () => {
		here.setNow(THIS_YEAR);
		const collected = value(await here.app.call('assignments.collect', as('durand'), { id: handedIn }));
		expect(collected.work.over).toBe(true);
		expect(collected.pupils.map((one) => [one.pupilId, one.className, one.gone])).toEqual([[person('lea'), '5e B', false]]);
		expect(value(await here.app.call('assignments.results', as('durand'), { id: handedIn, groupId: here.world.classA })).csv).toMatch(/MARTIN|Martin/);
		expect(
			value(await here.app.call('assignments.mine', as('durand'), { year: 2025 }))
				.items.map((one) => [one.id, one.pupils])
				.toSorted()
		).toEqual(
			[
				[handedIn, 1],
				[untouched, 1]
			].toSorted()
		);
		expect(value(await here.app.call('assignments.mine', as('durand'), {})).items.map((one) => one.id)).toEqual([later]);
	});

	test('its classes are those that had work in it; a draft, of whatever day, is of the present', async () => {
		const groups = async (year?: number) => value(await here.app.call('assignments.mine', as('durand'), year ? { year } : {})).groups.map((group) => group.label);
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher')`, [
			here.world.otherClassA,
			person('durand'),
			here.world.schoolA
		]);
		value(await here.app.call('assignments.create-assignment', as('durand'), { title: 'À finir', groupIds: [here.world.otherClassA], expects: ['text'] }));
		here.setNow(THIS_YEAR);
		expect(await groups(2025)).toEqual(['5e B']);
		expect(await groups()).toEqual(['4e A', '5e B']);
	});
});

test('results are released until the last day of the year', async () => {
	await joinClass(here, 'lea', 'pupil');
	here.setNow(new Date('2027-06-20T10:00:00Z'));
	const id = await giveWork(here, { release: 'together' });
	await handInWork(here, id, 'lea', { body: 'Fini' });
	value(await here.app.call('assignments.save-review', as('durand'), { id, pupilId: person('lea'), revision: 0, body: 'Bien.', intent: 'finish' }));
	here.setNow(new Date('2027-07-31T21:59:00Z'));
	expect(value(await here.app.call('assignments.return-all', as('durand'), { id })).returned).toBe(1);
	here.setNow(new Date('2027-07-31T22:00:00Z'));
	expect(await here.app.call('assignments.return-all', as('durand'), { id })).toMatchObject({ ok: false, code: 'work-of-past-year' });
	expect(value(await here.app.call('assignments.feedback', as('lea'), { id })).returned).toMatchObject({ body: 'Bien.' });
	expect(await here.app.call('assignments.answer-feedback', as('lea'), { id, body: 'Merci' })).toMatchObject({ ok: false, code: 'work-of-past-year' });
	expect((await here.app.call('assignments.see-feedback', as('lea'), { id })).ok).toBe(true);
});

test('what was begun before the year ended counts when its last byte comes after', async () => {
	here.setNow(new Date('2027-07-31T21:50:00Z'));
	const id = await giveWork(here, { expects: ['file'] });
	const draft = value(await here.app.call('assignments.begin-submission', as('lea'), { assignmentId: id }));
	const address = await here.begin('lea', 1000, 'fin.txt');
	const fileId = address.slice(address.lastIndexOf('/') + 1);
	expect(value(await here.app.call('assignments.hand-in', as('lea'), { submissionId: draft.id, files: [fileId] })).state).toBe('sending');
	here.setNow(new Date('2027-07-31T22:30:00Z'));
	expect((await here.patch('lea', address, 0, noise(1000))).status).toBe(204);
	const done = value(await here.app.call('assignments.hand-in', as('lea'), { submissionId: draft.id, files: [fileId] }));
	expect(done).toMatchObject({ state: 'handed-in', again: false });
	expect(value(await here.app.call('assignments.to-do', as('lea'), { shelf: 'past' })).items.map((one) => one.id)).toContain(id);
});

test('a draft has no year before it is given: what was prepared in July is given in September', async () => {
	here.setNow(new Date('2027-07-10T10:00:00Z'));
	const content = { title: 'Pour la rentrée', groupIds: [here.world.classA], expects: ['text'], dueAt: '2027-09-20T18:00' };
	const { id } = value(await here.app.call('assignments.create-assignment', as('durand'), content));
	here.setNow(new Date('2027-09-06T10:00:00Z'));
	expect(value(await here.app.call('assignments.mine', as('durand'), { stage: 'draft' })).items.map((one) => one.id)).toContain(id);
	value(await here.app.call('assignments.edit-assignment', as('durand'), { ...content, id, version: 1, title: 'Rentrée' }));
	value(await here.app.call('assignments.publish-assignment', as('durand'), { id }));
	expect(value(await here.app.call('assignments.sheet', as('durand'), { id }))).toMatchObject({ year: 2027, number: 1, over: false });
});

test('nothing shows before its opening, neither in a list, nor at its address, nor behind the walls', async () => {
	here.setNow(THIS_YEAR);
	const file = await here.give('durand', 'sujet.txt', noise(50));
	const id = await giveWork(here, { opensAt: '2026-11-30T08:00', files: [file] });
	const before = () => behind('tom', THIS_YEAR, (db) => db.selectFrom('assignments.assignment').select('id').where('id', '=', id).execute());
	expect(value(await here.app.call('assignments.to-do', as('tom'), {})).items.map((one) => one.id)).not.toContain(id);
	expect(await here.app.call('assignments.show', as('tom'), { id })).toMatchObject({ ok: false, status: 404 });
	expect(await here.app.call('files.open', as('tom'), { id: file })).toMatchObject({ ok: false, status: 404 });
	expect(await before()).toEqual([]);
	const opened = new Date('2026-11-30T07:01:00Z');
	expect(await behind('tom', opened, (db) => db.selectFrom('assignments.assignment').select('id').where('id', '=', id).execute())).toHaveLength(1);
	here.setNow(opened);
	expect((await here.app.call('assignments.show', as('tom'), { id })).ok).toBe(true);
	expect((await here.app.call('files.open', as('tom'), { id: file })).ok).toBe(true);
});
