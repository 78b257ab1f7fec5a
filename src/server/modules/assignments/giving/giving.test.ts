import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { noise, useFileWorld } from '../../../../../tests/support/files.ts';
import type { Name } from '../../../../../tests/support/world.ts';

const here = useFileWorld();
const NOON = new Date('2026-11-25T12:00:00Z');
beforeAll(() => {
	here.setNow(NOON);
	return () => {
		here.setNow(null);
	};
});

const app = () => here.app;
const as = (name: Name) => here.world.actor(name);
function value<T>(answer: { ok: true; value: T } | { ok: false; code: string; fields: object }): T {
	if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.fields)}`);
	return answer.value;
}

const work = (more: object = {}) => ({
	title: 'Exercices 12 à 15 page 87',
	subject: 'Mathématiques',
	groupIds: [here.world.classA],
	expects: ['file', 'text'],
	dueAt: '2026-12-02T18:00',
	...more
});
const draft = async (more: object = {}, name: Name = 'durand') => value(await app().call('assignments.create-assignment', as(name), work(more))).id;
async function give(more: object = {}, name: Name = 'durand'): Promise<string> {
	const id = await draft(more, name);
	value(await app().call('assignments.publish-assignment', as(name), { id }));
	return id;
}
const sees = async (name: Name, id: string) => (await app().call('assignments.sheet', as(name), { id })).ok;

/** Somebody of this world in a class, or out of it. */
const join = (group: string, name: Name, role: string) =>
	here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, $4) on conflict do nothing`, [
		group,
		here.world.people[name],
		here.world.schoolA,
		role
	]);
const leave = (group: string, name: Name) => here.admin.query('delete from directory.membership where group_id = $1 and person_id = $2', [group, here.world.people[name]]);

describe('writing', () => {
	test('two clicks on « Enregistrer » make one draft; another’s key opens nothing', async () => {
		const key = randomUUID();
		const answers = await Promise.all([1, 2, 3].map(() => app().call('assignments.create-assignment', as('durand'), work({ key }))));
		expect(answers.filter((one) => one.ok)).toHaveLength(1);
		expect(answers.filter((one) => !one.ok && one.code === 'work-there-already')).toHaveLength(2);
		expect(await app().call('assignments.create-assignment', as('petit'), work({ key, groupIds: [here.world.otherClassA] }))).toMatchObject({
			ok: false,
			code: 'work-there-already'
		});
		expect(await sees('petit', key)).toBe(false);
	});

	test('saved while one writes it is one draft, whose second window is refused; what is published is not changed so', async () => {
		const key = randomUUID();
		expect(value(await app().call('assignments.keep-draft', as('durand'), work({ key })))).toMatchObject({ id: key, version: 1 });
		expect(value(await app().call('assignments.keep-draft', as('durand'), work({ key, version: 1, title: 'Plus loin' })))).toMatchObject({ id: key, version: 2 });
		expect(await app().call('assignments.keep-draft', as('durand'), work({ key, version: 1 }))).toMatchObject({ ok: false, status: 409, code: 'work-changed-meanwhile' });
		expect((await app().call('assignments.keep-draft', as('petit'), work({ key, version: 2, groupIds: [here.world.otherClassA] }))).ok).toBe(false);
		expect(value(await app().call('assignments.sheet', as('durand'), { id: key }))).toMatchObject({ title: 'Plus loin', state: 'draft' });
		value(await app().call('assignments.publish-assignment', as('durand'), { id: key }));
		expect(await app().call('assignments.keep-draft', as('durand'), work({ key, version: 3 }))).toMatchObject({ ok: false, code: 'work-published-meanwhile' });
	});

	test('what is wrong in the form is said of its field, in words that help', async () => {
		const step = (points: string) => JSON.stringify([{ key: 'a', label: 'Clarté', steps: [{ label: 'Nette', points }] }]);
		const wrong: [object, string, RegExp][] = [
			[{ minutes: 'une heure' }, 'minutes', /nombre entier/],
			[{ marking: 'points', mostPoints: 'vingt' }, 'mostPoints', /comme 15 ou 7,5/],
			[{ marking: 'points', mostPoints: '0' }, 'mostPoints', /1 au moins/],
			[{ marking: 'points', rubric: step('beaucoup') }, 'rubric', /comme 15 ou 7,5/],
			[{ marking: 'points', rubric: step('2').replace('Nette', '') }, 'rubric', /n'a pas de nom/],
			[{ marking: 'points', rubric: JSON.stringify([{ key: 'a', label: 'Clarté', steps: [] }]) }, 'rubric', /Clarté.» n'a pas de palier/],
			[{ grace: 'date', cutoffAt: '' }, 'cutoffAt', /Remplissez/]
		];
		const refused = (field: string, sentence: RegExp) => ({ ok: false, status: 422, fields: { [field]: expect.stringMatching(sentence) as string } });
		for (const [more, field, sentence] of wrong)
			expect(await app().call('assignments.create-assignment', as('durand'), work(more)), JSON.stringify(more)).toMatchObject(refused(field, sentence));
		const publish = async (more: object) => app().call('assignments.publish-assignment', as('durand'), { id: await draft(more) });
		// Nobody said an opening: it is the day that is past.
		expect(await publish({ dueAt: '2026-11-20T18:00' })).toMatchObject(refused('dueAt', /déjà passée/));
		expect(await publish({ marking: 'levels' })).toMatchObject(refused('competences', /une compétence/));
	});

	test('an opening that moves is announced when it comes, once', async () => {
		const id = await give({ opensAt: '2026-11-27T08:00' });
		const jobs = async () => (await here.admin.query(`select 1 from core.outbox where data->>'assignmentId' = $1`, [id])).rows.length;
		const before = await jobs();
		expect(before).toBeGreaterThan(0);
		value(await app().call('assignments.edit-assignment', as('durand'), { ...work({ opensAt: '2026-11-26T08:00' }), id, version: 2 }));
		expect(await jobs()).toBe(before + 1);
		value(await app().call('assignments.edit-assignment', as('durand'), { ...work({ opensAt: '2026-11-26T08:00' }), id, version: 3 }));
		expect(await jobs()).toBe(before + 1);
	});

	test('what is of a year that is over is read and copied, and not changed any more', async () => {
		const id = await give();
		here.setNow(new Date('2027-09-10T10:00:00Z'));
		expect(await app().call('assignments.edit-assignment', as('durand'), { ...work(), id, version: 2 })).toMatchObject({ ok: false, status: 409, code: 'work-of-past-year' });
		const list = value(await app().call('assignments.mine', as('durand'), {}));
		expect(list.items).toEqual([]);
		expect(list.years).toEqual([2026]);
		expect(value(await app().call('assignments.mine', as('durand'), { year: 2026 })).items.map((one) => one.id)).toContain(id);
		const { ids } = value(await app().call('assignments.duplicate-assignment', as('durand'), { id, groupIds: [here.world.classA] }));
		const copy = value(await app().call('assignments.sheet', as('durand'), { id: ids[0] ?? '' }));
		expect(copy).toMatchObject({ state: 'draft', title: 'Exercices 12 à 15 page 87', dueAt: new Date('2027-09-17T16:00:00Z') });
		here.setNow(NOON);
	});

	test('archived is out of the current list, and comes back', async () => {
		const id = await give();
		const current = async () => value(await app().call('assignments.mine', as('durand'), {})).items.some((one) => one.id === id);
		value(await app().call('assignments.archive-assignment', as('durand'), { id, archived: true }));
		expect(await current()).toBe(false);
		expect(value(await app().call('assignments.mine', as('durand'), { stage: 'archived' })).items.map((one) => one.id)).toContain(id);
		value(await app().call('assignments.archive-assignment', as('durand'), { id, archived: false }));
		expect(await current()).toBe(true);
		expect(await app().call('assignments.archive-assignment', as('durand'), { id: await draft(), archived: true })).toMatchObject({ ok: false, code: 'work-is-draft' });
	});
});

describe('taking over', () => {
	test('a colleague’s published work is looked at and copied with its files, for one’s own classes; a draft, or another school’s, is nowhere', async () => {
		const file = await here.give('durand', 'fiche.txt', noise(40));
		const id = await give({ files: [file], cutoffAt: '2026-12-03T18:00', marking: 'points', mostPoints: '20' });
		const hidden = await draft();
		const found = value(await app().call('assignments.library', as('petit'), { q: 'exercices', subject: 'Mathématiques', teacherId: here.world.people.durand, level: '5e' }));
		expect(found.items.map((one) => one.id)).toContain(id);
		expect(found.items.map((one) => one.id)).not.toContain(hidden);
		expect(value(await app().call('assignments.library', as('petit'), { level: '4e' })).items).toEqual([]);
		expect(value(await app().call('assignments.library', as('blanc'), {})).items).toEqual([]);
		expect(value(await app().call('assignments.look', as('petit'), { id })).files.map((one) => one.name)).toEqual(['fiche.txt']);
		for (const [name, other] of [
			['petit', hidden],
			['blanc', id],
			['lea', id],
			['sophie', id]
		] as const)
			expect((await app().call('assignments.look', as(name), { id: other })).ok).toBe(false);
		expect(await app().call('assignments.duplicate-assignment', as('petit'), { id, groupIds: [here.world.classA] })).toMatchObject({ ok: false, code: 'forbidden' });
		const { ids } = value(await app().call('assignments.duplicate-assignment', as('petit'), { id, groupIds: [here.world.otherClassA] }));
		const copy = value(await app().call('assignments.sheet', as('petit'), { id: ids[0] ?? '' }));
		expect(copy).toMatchObject({ mine: true, mostPoints: 20, dueAt: new Date('2026-12-02T17:00:00Z'), cutoffAt: new Date('2026-12-03T17:00:00Z') });
		expect(copy.files.map((one) => one.name)).toEqual(['fiche.txt']);
		expect((await app().call('files.open', as('petit'), { id: file })).ok).toBe(true);
		// The copy is its own: nobody else writes in it.
		expect(await sees('durand', ids[0] ?? '')).toBe(false);
	});

	test('one copy for each class where that is wanted', async () => {
		await join(here.world.otherClassA, 'durand', 'teacher');
		const id = await give();
		const { ids } = value(await app().call('assignments.duplicate-assignment', as('durand'), { id, groupIds: [here.world.classA, here.world.otherClassA], each: true }));
		const targets = await Promise.all(ids.map(async (one) => value(await app().call('assignments.sheet', as('durand'), { id: one })).targets.map((target) => target.label)));
		expect(targets).toEqual([['5e B'], ['4e A']]);
		await leave(here.world.otherClassA, 'durand');
	});
});

describe('the load of a class', () => {
	test('three works on one day are said: in the calendar, and before the third is given', async () => {
		const day = { dueAt: '2026-12-10T18:00' };
		const load = (dueAt = '2026-12-10T08:00') => app().call('assignments.day-load', as('durand'), { groupIds: [here.world.classA], dueAt });
		await give({ ...day, minutes: 20 });
		expect(value(await load())).toEqual([]);
		await give({ ...day, minutes: 30, title: 'Rédaction' });
		expect(value(await load())).toMatchObject([{ label: '5e B', works: [{ title: 'Exercices 12 à 15 page 87' }, { title: 'Rédaction' }] }]);
		expect(value(await load('2026-12-11T08:00'))).toEqual([]);
		const third = await give(day);
		expect(value(await app().call('assignments.day-load', as('durand'), { groupIds: [here.world.classA], dueAt: '2026-12-10T08:00', exceptId: third }))).toHaveLength(1);
		const { days } = value(await app().call('assignments.class-calendar', as('petit'), { groupId: here.world.classA, from: '2026-12-09' }));
		expect(days).toHaveLength(28);
		expect(days[0]?.day).toBe('2026-12-07');
		expect(days.filter((one) => one.heavy).map((one) => [one.day, one.minutes, one.works.length])).toEqual([['2026-12-10', 50, 3]]);
	});

	test('work of a group some of the class are in counts; drafts and other classes do not', async () => {
		const { rows } = await here.admin.query<{ id: string }>(`insert into directory.groups (school_id, kind, code, label) values ($1, 'group', 'LATIN', 'Latin') returning id`, [
			here.world.schoolA
		]);
		const latin = rows[0]?.id ?? '';
		await join(latin, 'lea', 'pupil');
		await join(latin, 'petit', 'teacher');
		const id = await give({ groupIds: [latin], dueAt: '2026-12-15T18:00', title: 'Version latine' }, 'petit');
		await draft({ dueAt: '2026-12-15T18:00' });
		await give({ groupIds: [here.world.otherClassA], dueAt: '2026-12-15T18:00' }, 'petit');
		const { days } = value(await app().call('assignments.class-calendar', as('durand'), { groupId: here.world.classA, from: '2026-12-15' }));
		expect(days.find((one) => one.day === '2026-12-15')?.works.map((one) => [one.id, one.partly, one.pupils])).toEqual([[id, true, 1]]);
	});

	test('counts what each pupil has: by name too, and three works for three pupils are no heavy day', async () => {
		const day = '2026-12-17';
		const dueAt = `${day}T18:00`;
		const of = async () => value(await app().call('assignments.class-calendar', as('durand'), { groupId: here.world.classA, from: day })).days.find((one) => one.day === day);
		const load = (more: object) => app().call('assignments.day-load', as('durand'), { dueAt, ...more });
		await join(here.world.classA, 'tom', 'pupil');
		const { lea, tom } = here.world.people;
		await give({ groupIds: [], pupilIds: [lea], dueAt, title: 'Pour Léa' });
		await give({ groupIds: [], pupilIds: [tom], dueAt, title: 'Pour Tom' });
		await give({ dueAt, title: 'Pour la classe' });
		expect(await of()).toMatchObject({ most: 2, heavy: false });
		expect((await of())?.works.map((one) => [one.title, one.partly, one.pupils])).toEqual([
			['Pour la classe', false, 2],
			['Pour Léa', true, 1],
			['Pour Tom', true, 1]
		]);
		// One more for all of them is the third of each; one for Léa by name is her third.
		expect(value(await load({ groupIds: [here.world.classA] }))).toMatchObject([{ groupId: here.world.classA, byName: false, works: [{}, {}] }]);
		const [named] = value(await load({ groupIds: [], pupilIds: [lea] }));
		expect(named).toMatchObject({ groupId: here.world.classA, byName: true });
		expect(named?.works.map((one) => one.title)).toEqual(['Pour la classe', 'Pour Léa']);
		// Nothing of pupils one does not teach.
		expect(value(await load({ groupIds: [], pupilIds: [here.world.people.zoe] }))).toEqual([]);
		await give({ groupIds: [], pupilIds: [lea], dueAt, title: 'Encore pour Léa' });
		expect(await of()).toMatchObject({ most: 3, heavy: true });
		await leave(here.world.classA, 'tom');
	});

	test('is for those who work in the school', async () => {
		for (const [name, status] of [
			['blanc', 404],
			['lea', 403],
			['sophie', 403]
		] as const)
			expect(await app().call('assignments.class-calendar', as(name), { groupId: here.world.classA })).toMatchObject({ ok: false, status });
	});
});

describe('boxes, and what is left for pupils', () => {
	test('a box takes files without a date; a document is read by the class and its families, and by nobody else', async () => {
		const file = await here.give('durand', 'lecon.txt', noise(30));
		const box = await give({ kind: 'box', title: 'Casier de la 5e B', dueAt: '' });
		const drop = await give({ kind: 'drop', title: 'La leçon', dueAt: '', files: [file] });
		const seen = value(await app().call('assignments.shelf', as('lea'), {}));
		expect(seen.boxes.map((one) => one.id)).toContain(box);
		expect(seen.drops.map((one) => [one.id, one.files.map((each) => each.name)])).toEqual([[drop, ['lecon.txt']]]);
		expect(value(await app().call('assignments.shelf', as('sophie'), { pupilId: here.world.people.lea })).drops).toHaveLength(1);
		expect(value(await app().call('assignments.shelf', as('tom'), {}))).toEqual({ boxes: [], drops: [] });
		for (const [name, ok] of [
			['lea', true],
			['sophie', true],
			['tom', false],
			['marc', false],
			['blanc', false]
		] as const)
			expect([name, (await app().call('files.open', as(name), { id: file })).ok]).toEqual([name, ok]);
		const begun = value(await app().call('assignments.begin-submission', as('lea'), { assignmentId: box }));
		here.setNow(new Date('2027-05-03T10:00:00Z'));
		expect(value(await app().call('assignments.hand-in', as('lea'), { submissionId: begun.id, body: 'Voilà' }))).toMatchObject({ state: 'handed-in', late: false });
		here.setNow(NOON);
		value(await app().call('assignments.archive-assignment', as('durand'), { id: drop, archived: true }));
		expect(value(await app().call('assignments.shelf', as('lea'), {})).drops).toEqual([]);
		expect((await app().call('files.open', as('lea'), { id: file })).ok).toBe(false);
	});

	test('what opens later is not there yet, nor its files', async () => {
		const file = await here.give('durand', 'sujet.txt', noise(30));
		const drop = await give({ kind: 'drop', title: 'Le sujet', dueAt: '', files: [file], opensAt: '2026-11-26T08:00' });
		const there = async () => value(await app().call('assignments.shelf', as('lea'), {})).drops.some((one) => one.id === drop);
		expect(await there()).toBe(false);
		expect((await app().call('files.open', as('lea'), { id: file })).ok).toBe(false);
		here.setNow(new Date('2026-11-26T07:00:00Z'));
		expect(await there()).toBe(true);
		expect((await app().call('files.open', as('lea'), { id: file })).ok).toBe(true);
		here.setNow(NOON);
	});
});

test('the desk says what waits: to mark, drafts, due soon', async () => {
	const before = value(await app().call('assignments.desk', as('durand'), {}));
	const id = await give({ dueAt: '2026-11-27T18:00' });
	await draft();
	const begun = value(await app().call('assignments.begin-submission', as('lea'), { assignmentId: id }));
	value(await app().call('assignments.hand-in', as('lea'), { submissionId: begun.id, body: 'Fait' }));
	const after = value(await app().call('assignments.desk', as('durand'), {}));
	expect(after.toMark.count).toBe(before.toMark.count + 1);
	expect(after.drafts.count).toBe(before.drafts.count + 1);
	expect(after.soon.find((one) => one.id === id)).toMatchObject({ handedIn: 1, pupils: 1, toMark: 1 });
});
