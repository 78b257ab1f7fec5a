import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import { refreshSearch } from '../rules/refresh.ts';

const test_ = useTestApp();
let world: World;

beforeAll(async () => {
	world = await createWorld(test_);
	const { admin } = test_;
	await admin.query(`update directory.person set mobile = '06 00 00 00 01', street = '12 rue des Tilleuls', city = 'Nanterre' where id = $1`, [world.people.sophie]);
	// Marc is Léa's other parent, and lives elsewhere.
	await admin.query(`insert into directory.guardianship (pupil_id, guardian_id, link_code, legal, contact) values ($1, $2, '10', 1, true)`, [world.people.lea, world.people.marc]);
	await admin.query(`update directory.person set mobile = '06 00 00 00 02', street = '48 quai de Seine' where id = $1`, [world.people.marc]);
	await test_.app.database.system((db) => refreshSearch(db, [world.schoolA, world.schoolB]));
});

async function person(viewer: Name, whom: Name) {
	return test_.app.call('directory.person', world.actor(viewer), { id: world.people[whom] });
}

describe("a pupil's page", () => {
	test('shows the office guardians with their rights and how to reach them', async () => {
		const page = await person('staffA', 'lea');
		if (!page.ok) throw new Error(page.code);
		expect(page.value).toMatchObject({ name: 'Léa Martin', birthDate: '2013-05-14', groups: [{ label: '5e B', open: true }] });
		expect(page.value.guardians?.map((one) => [one.name, one.card?.mobile])).toEqual([
			['Mme Sophie Martin', '06 00 00 00 01'],
			['Mme Marc Petit', '06 00 00 00 02']
		]);
	});
	test('gives telephones to the head teacher of the class, not to another teacher', async () => {
		const head = await person('durand', 'lea');
		expect(head.ok && head.value.guardians?.every((one) => one.card !== null)).toBe(true);
		const other = await person('petit', 'lea');
		expect(other.ok && other.value.guardians?.length).toBe(2);
		expect(JSON.stringify(other)).not.toMatch(/06 00|rue des|quai|2013/);
	});
	test('never shows a guardian the other guardian', async () => {
		const page = await person('sophie', 'lea');
		expect(page.ok).toBe(true);
		expect(JSON.stringify(page)).not.toMatch(/Marc|Petit|06 00 00 00 02|quai/);
		expect(page.ok && page.value.groups?.map((one) => one.label)).toEqual(['5e B']);
		expect(await person('sophie', 'marc')).toMatchObject({ ok: false, status: 404 });
	});
	test('without legal authority shows a guardian that the child is there, no more', async () => {
		await test_.admin.query('update directory.guardianship set legal = 0 where guardian_id = $1 and pupil_id = $2', [world.people.marc, world.people.lea]);
		const page = await person('marc', 'lea');
		expect(page).toMatchObject({ ok: true, value: { name: 'Léa Martin', groups: null, birthDate: null, guardians: null } });
		await test_.admin.query('update directory.guardianship set legal = 1 where guardian_id = $1 and pupil_id = $2', [world.people.marc, world.people.lea]);
	});
	test.each<[Name, Name]>([
		['tom', 'lea'],
		['zoe', 'lea'],
		['blanc', 'lea'],
		['nadia', 'lea'],
		['principalB', 'lea'],
		['staffB', 'sophie'],
		['department', 'lea'],
		['operator', 'lea'],
		['academy', 'sophie'],
		['lea', 'petit'],
		['lea', 'principalA']
	])('is not there for %s looking at %s', async (viewer, whom) => {
		expect(await person(viewer, whom)).toMatchObject({ ok: false, status: 404 });
	});
	test('is there for the pupil himself, and his guardian for him, by name alone', async () => {
		expect(await person('lea', 'lea')).toMatchObject({ ok: true, value: { self: true, groups: [{ label: '5e B' }] } });
		const mother = await person('lea', 'sophie');
		expect(mother).toMatchObject({ ok: true, value: { name: 'Mme Martin', contact: null, login: null, children: null } });
	});
	test('shows login and state only to who administers the school', async () => {
		expect(await person('principalA', 'lea')).toMatchObject({ ok: true, value: { login: 'lea.martin', status: 'active', administeredIn: [world.schoolA] } });
		expect(await person('durand', 'lea')).toMatchObject({ ok: true, value: { login: null, status: null } });
	});
});

describe('a class page', () => {
	const open = (viewer: Name, id = world.classA) => test_.app.call('directory.class', world.actor(viewer), { id });
	test('lists teachers, pupils and guardians for a teacher of the school', async () => {
		const page = await open('petit');
		if (!page.ok) throw new Error(page.code);
		expect(page.value.pupils.map((one) => one.name)).toEqual(['Léa Martin']);
		expect(page.value.teachers).toMatchObject([{ name: 'Mme Durand', headTeacher: true }]);
		expect(page.value.guardians?.map((one) => one.children)).toEqual([['Léa Martin'], ['Léa Martin']]);
	});
	test('shows a pupil his teachers, and how many they are, not the others', async () => {
		await test_.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'pupil')`, [
			world.classA,
			world.people.tom,
			world.schoolA
		]);
		const page = await open('lea');
		expect(page).toMatchObject({ ok: true, value: { pupilCount: 2, guardians: null, teachers: [{ name: 'Mme Durand' }] } });
		expect(page.ok && page.value.pupils.map((one) => one.name)).toEqual(['Léa Martin']);
		await test_.admin.query('delete from directory.membership where group_id = $1 and person_id = $2', [world.classA, world.people.tom]);
	});
	test('shows a guardian of the class its teachers only', async () => {
		expect(await open('sophie')).toMatchObject({ ok: true, value: { pupils: [], guardians: null, teachers: [{ name: 'Mme Durand' }] } });
	});
	test.each<Name>(['tom', 'zoe', 'nadia', 'blanc', 'principalB', 'department', 'operator'])('is not there for %s', async (viewer) => {
		expect(await open(viewer)).toMatchObject({ ok: false, status: 404 });
	});
});

describe('lists of one’s own', () => {
	test('children of a guardian, classes of a teacher, schools of anybody', async () => {
		const children = await test_.app.call('directory.my-children', world.actor('marc'), {});
		expect(children.ok && children.value.map((one) => [one.givenName, one.classLabel, one.schoolName])).toEqual([
			['Léa', '5e B', 'Collège Les Tilleuls'],
			['Tom', '4e A', 'Collège Les Tilleuls']
		]);
		const classes = await test_.app.call('directory.my-classes', world.actor('durand'), {});
		expect(classes).toMatchObject({ ok: true, value: [{ label: '5e B', pupils: 1, headTeacher: true, teaches: true }] });
		const whole = await test_.app.call('directory.my-classes', world.actor('principalA'), {});
		expect(whole.ok && whole.value.map((one) => one.label)).toEqual(['5e B', '4e A']);
		const schools = await test_.app.call('directory.my-schools', world.actor('principalA'), {});
		expect(schools).toMatchObject({ ok: true, value: [{ name: 'Collège Les Tilleuls', profile: 'principal', administers: true }] });
	});
	test('adoption counts who never connected, for the school one administers', async () => {
		await test_.admin.query('delete from identity.account where person_id = $1', [world.people.sophie]);
		const counts = await test_.app.call('directory.adoption', world.actor('principalA'), { school: world.schoolA });
		expect(counts).toMatchObject({
			ok: true,
			value: {
				pupils: 2,
				pupilsNever: 0,
				guardians: 2,
				guardiansNever: 1,
				classes: [
					{ label: '5e B', guardians: 2, guardiansNever: 1, familiesNever: 0 },
					{ label: '4e A', guardiansNever: 0 }
				]
			}
		});
		expect(await test_.app.call('directory.adoption', world.actor('principalA'), { school: world.schoolB })).toMatchObject({ ok: false, status: 403 });
		expect(await test_.app.call('directory.adoption', world.actor('durand'), { school: world.schoolA })).toMatchObject({ ok: false, status: 403 });
	});
});

describe('search', () => {
	test('pages, filters by profile and class, and survives nonsense in the address', async () => {
		const found = await test_.app.call('directory.search', world.actor('durand'), { q: '', profile: 'pupil', class: world.classA, school: '', page: 'x' });
		expect(found).toMatchObject({ ok: true, value: { total: 1, page: 1, pages: 1, rows: [{ name: 'Léa Martin', classLabel: '5e B' }] } });
		const odd = await test_.app.call('directory.search', world.actor('durand'), { q: 'martin', profile: 'king', class: 'no', page: '99' });
		expect(odd).toMatchObject({ ok: true, value: { total: 2, page: 1 } });
	});
	test('stops a teacher who reads more than 500 entries in an hour, and says so in the audit trail once', async () => {
		const start = new Date('2027-03-01T10:05:00Z');
		test_.setNow(start);
		const search = () => test_.app.call('directory.search', world.actor('petit'), { q: '' });
		const first = await search();
		if (!first.ok) throw new Error(first.code);
		const shown = first.value.rows.length;
		for (let at = shown; at + shown <= 500; at += shown) expect((await search()).ok).toBe(true);
		expect(await search()).toMatchObject({ ok: false, status: 429, code: 'directory-too-many' });
		expect(await search()).toMatchObject({ ok: false, status: 429 });
		const { rows } = await test_.admin.query(`select details from core.audit where refusal_code = 'directory-too-many'`);
		expect(rows).toHaveLength(1);
		test_.setNow(new Date('2027-03-01T10:55:00Z'));
		expect((await search()).ok).toBe(false);
		test_.setNow(new Date('2027-03-01T11:10:01Z'));
		expect((await search()).ok).toBe(true);
		test_.setNow(null);
	});
});
