import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { lastMoment } from './years/years.ts';
import { createWorld, type Name, type World } from '../../../../tests/support/world.ts';
import { shuffled } from './giving/teams.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(here);
});

const as = (name: Name) => world.actor(name);
function value<T>(answer: { ok: true; value: T } | { ok: false; code: string; fields: object }): T {
	if (!answer.ok) throw new Error(`${answer.code} ${JSON.stringify(answer.fields)}`);
	return answer.value;
}
const work = (more: object = {}) => ({ title: 'Exposé', groupIds: [world.classA], expects: ['text'], dueAt: lastMoment(new Date()).toISOString(), ...more });
const draft = async (more: object = {}, name: Name = 'durand') => value(await here.app.call('assignments.create-assignment', as(name), work(more))).id;
async function give(more: object = {}): Promise<string> {
	const id = await draft(more);
	value(await here.app.call('assignments.publish-assignment', as('durand'), { id }));
	return id;
}
const sees = async (name: Name, id: string) => (await here.app.call('assignments.sheet', as(name), { id })).ok;
const person = (name: Name) => world.people[name];

/** He moved to the other school: as the night's import would say it. */
async function moves(name: Name, from: string, to: string): Promise<void> {
	await here.admin.query('update directory.role set school_id = $2 where person_id = $1', [person(name), to]);
	await here.admin.query('delete from directory.membership where person_id = $1 and school_id = $2', [person(name), from]);
}
const inSchool = (name: Name, schoolId: string) => ({ ...as(name), roles: [{ profile: 'teacher' as const, schoolId, delegate: false }] });

describe('teaching together', () => {
	test('a co-teacher prepares, collects and leaves; he gives no one else a key', async () => {
		const id = await draft();
		expect(await sees('petit', id)).toBe(false);
		expect(await here.app.call('assignments.add-editor', as('petit'), { id, personId: person('petit') })).toMatchObject({ ok: false, status: 404 });
		value(await here.app.call('assignments.add-editor', as('durand'), { id, personId: person('petit') }));
		expect(await sees('petit', id)).toBe(true);
		// He teaches another class: the work keeps the class it is for.
		value(await here.app.call('assignments.edit-assignment', as('petit'), { ...work({ title: 'Exposé à deux' }), id, version: 1 }));
		expect(await here.app.call('assignments.edit-assignment', as('petit'), { ...work({ groupIds: [world.classB] }), id, version: 2 })).toMatchObject({ ok: false });
		expect((await here.app.call('assignments.collect', as('petit'), { id })).ok).toBe(true);
		expect(await here.app.call('assignments.add-editor', as('petit'), { id, personId: person('staffA') })).toMatchObject({ ok: false, status: 403 });
		expect(await here.app.call('assignments.remove-editor', as('petit'), { id, personId: person('durand') })).toMatchObject({ ok: false, status: 403 });
		value(await here.app.call('assignments.remove-editor', as('petit'), { id, personId: person('petit') }));
		expect(await sees('petit', id)).toBe(false);
	});

	test('people of another school, pupils and parents are not colleagues; the author stays', async () => {
		const id = await draft();
		for (const other of ['blanc', 'lea', 'sophie', 'department'] as const)
			expect(await here.app.call('assignments.add-editor', as('durand'), { id, personId: person(other) })).toMatchObject({
				ok: false,
				status: 422,
				fields: { personId: expect.any(String) }
			});
		expect(await here.app.call('assignments.remove-editor', as('durand'), { id, personId: person('durand') })).toMatchObject({ ok: false, code: 'work-keeps-its-author' });
		const listed = value(await here.app.call('assignments.colleagues', as('durand'), { schoolId: world.schoolA })).map((one) => one.id);
		expect(listed).toContain(person('petit'));
		for (const other of ['blanc', 'lea', 'sophie', 'durand'] as const) expect(listed).not.toContain(person(other));
		expect((await here.app.call('assignments.colleagues', as('durand'), { schoolId: world.schoolB })).ok).toBe(false);
	});

	test('who leaves the school loses its pupils’ work; the others go on, and the head names one', async () => {
		const id = await give();
		const begun = value(await here.app.call('assignments.begin-submission', as('lea'), { assignmentId: id }));
		const handedIn = value(await here.app.call('assignments.hand-in', as('lea'), { submissionId: begun.id, body: 'À moi' }));
		await moves('durand', world.schoolA, world.schoolB);
		const gone = inSchool('durand', world.schoolB);
		for (const [name, input] of [
			['assignments.sheet', { id }],
			['assignments.collect', { id }],
			['assignments.receipt', { submissionId: handedIn.submissionId }]
		] as const)
			expect(await here.app.call(name, gone, input as never)).toMatchObject({ ok: false, status: 404 });
		// The second wall says the same: nothing of it is there for him.
		const rows = await here.app.database.transaction({ role: 'actor', actor: gone, readOnly: true, keep: () => false }, (db) =>
			db.selectFrom('assignments.submission').select('id').where('assignment_id', '=', id).execute()
		);
		expect(rows).toEqual([]);
		// What he wrote himself he may still take with him.
		expect((await here.app.call('assignments.look', gone, { id })).ok).toBe(true);
		// The head finds what he left behind, and hands it over.
		const { gone: left } = value(await here.app.call('assignments.stand-ins', as('principalA'), {}));
		expect(left).toMatchObject([{ teacherId: person('durand'), name: 'Mme Durand', about: '5e B' }]);
		expect(value(await here.app.call('assignments.stand-ins', as('staffA'), {})).gone).toEqual([]);
		expect(await here.app.call('assignments.add-editor', as('principalB'), { id, personId: person('petit') })).toMatchObject({ ok: false, status: 404 });
		value(await here.app.call('assignments.add-editor', as('principalA'), { id, personId: person('petit') }));
		expect((await here.app.call('assignments.collect', as('petit'), { id })).ok).toBe(true);
		await moves('durand', world.schoolB, world.schoolA);
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher')`, [
			world.classA,
			person('durand'),
			world.schoolA
		]);
	});
});

describe('standing in', () => {
	test('everything of a teacher for a class, drafts too, and only that; until he is back', async () => {
		const [published, unpublished] = [await give(), await draft()];
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher')`, [
			world.otherClassA,
			person('durand'),
			world.schoolA
		]);
		const elsewhere = await draft({ groupIds: [world.otherClassA] });
		const input = { teacherId: person('durand'), groupId: world.classA, standInId: person('petit') };
		for (const other of ['petit', 'blanc', 'principalB', 'staffA'] as const)
			expect(await here.app.call('assignments.stand-in', as(other), input)).toMatchObject({ ok: false, status: 404 });
		expect(await here.app.call('assignments.stand-in', as('principalA'), { ...input, standInId: person('blanc') })).toMatchObject({ ok: false, status: 422 });
		expect(value(await here.app.call('assignments.stand-in', as('principalA'), input)).works).toBeGreaterThanOrEqual(2);
		for (const id of [published, unpublished]) expect(await sees('petit', id)).toBe(true);
		expect(await sees('petit', elsewhere)).toBe(false);
		// The head names who goes on: he does not read drafts himself.
		expect(await sees('principalA', unpublished)).toBe(false);
		const listed = value(await here.app.call('assignments.stand-ins', as('principalA'), {})).replacements;
		expect(listed).toMatchObject([{ teacherId: person('durand'), standInId: person('petit'), group: '5e B' }]);
		expect(value(await here.app.call('assignments.stand-ins', as('staffA'), {})).replacements).toEqual([]);
		value(await here.app.call('assignments.end-stand-in', as('durand'), input));
		expect(await sees('petit', unpublished)).toBe(false);
	});

	test('a teacher hands his class over himself', async () => {
		const id = await draft();
		const input = { teacherId: person('durand'), groupId: world.classA, standInId: person('petit') };
		value(await here.app.call('assignments.stand-in', as('durand'), input));
		expect(await sees('petit', id)).toBe(true);
		expect(await here.app.call('assignments.stand-in', as('durand'), { ...input, standInId: person('durand') })).toMatchObject({
			ok: false,
			fields: { standInId: expect.any(String) }
		});
		value(await here.app.call('assignments.end-stand-in', as('petit'), input));
		expect(await sees('petit', id)).toBe(false);
	});
});

describe('teams', () => {
	beforeAll(async () => {
		await here.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'pupil') on conflict do nothing`, [
			world.classA,
			person('tom'),
			world.schoolA
		]);
	});

	test('one hands in for all of his team; nobody is in two, nor from elsewhere', async () => {
		const id = await give({ grouped: true });
		const team = (...pupils: Name[]) => ({ name: 'Équipe 1', pupilIds: pupils.map(person) });
		expect(await here.app.call('assignments.set-teams', as('durand'), { id, teams: [team('lea'), team('lea')] })).toMatchObject({ ok: false, status: 422 });
		expect(await here.app.call('assignments.set-teams', as('durand'), { id, teams: [team('zoe')] })).toMatchObject({ ok: false, status: 422 });
		value(await here.app.call('assignments.set-teams', as('durand'), { id, teams: [team('lea', 'tom')] }));
		expect(value(await here.app.call('assignments.show', as('lea'), { id })).team).toEqual(['Tom Petit']);
		expect(value(await here.app.call('assignments.show', as('sophie'), { id, pupilId: person('lea') })).team).toBe(null);
		const begun = value(await here.app.call('assignments.begin-submission', as('lea'), { assignmentId: id }));
		value(await here.app.call('assignments.hand-in', as('lea'), { submissionId: begun.id, body: 'À deux' }));
		expect(value(await here.app.call('assignments.show', as('tom'), { id })).handedIn).not.toBe(null);
		expect(value(await here.app.call('assignments.correct', as('durand'), { id, pupilId: person('tom') }))).toMatchObject({ team: ['Léa Martin'], handedInBy: 'Léa Martin' });
		const listed = value(await here.app.call('assignments.collect', as('durand'), { id })).pupils;
		expect(listed.map((one) => [one.givenName, one.team.map((mate) => mate.name), one.handedInBy])).toEqual([
			['Léa', ['Léa Martin', 'Tom Petit'], null],
			['Tom', ['Léa Martin', 'Tom Petit'], 'Léa Martin']
		]);
		expect(await here.app.call('assignments.set-teams', as('durand'), { id: await give(), teams: [] })).toMatchObject({ ok: false, code: 'work-alone' });
	});

	test('two of a team who press at once hand in once, where one version is taken', async () => {
		const id = await give({ grouped: true, attempts: 'one' });
		value(await here.app.call('assignments.set-teams', as('durand'), { id, teams: [{ name: 'Équipe 1', pupilIds: [person('lea'), person('tom')] }] }));
		const drafts = await Promise.all(
			(['lea', 'tom'] as const).map(async (name) => ({ name, id: value(await here.app.call('assignments.begin-submission', as(name), { assignmentId: id })).id }))
		);
		const done = await Promise.all(drafts.map((one) => here.app.call('assignments.hand-in', as(one.name), { submissionId: one.id, body: 'À deux' })));
		expect(done.filter((one) => one.ok)).toHaveLength(1);
		expect(done.find((one) => !one.ok)).toMatchObject({ code: 'work-one-attempt' });
		const { rows } = await here.admin.query('select distinct submission_id from assignments.hand_in where assignment_id = $1', [id]);
		expect(rows).toHaveLength(1);
	});

	test('by chance everybody is in one, as even as can be', async () => {
		const id = await give({ grouped: true });
		value(await here.app.call('assignments.shuffle-teams', as('durand'), { id, size: 2, name: 'Équipe' }));
		const made = value(await here.app.call('assignments.teams', as('durand'), { id }));
		expect(made.pupils.every((pupil) => pupil.teamId !== null)).toBe(true);
		const pupils = Array.from({ length: 28 }, (_none, at) => at);
		let seed = 7;
		const random = (bytes: number) => Uint8Array.from({ length: bytes }, () => (seed = (seed * 1103515245 + 12345) % 2147483648) % 256);
		const teams = shuffled(pupils, 3, random);
		expect(teams.map((team) => team.length).sort()).toEqual([2, 2, ...Array.from({ length: 8 }, () => 3)]);
		expect(teams.flat().sort((a, b) => a - b)).toEqual(pupils);
		expect(teams.flat()).not.toEqual(pupils);
	});
});
