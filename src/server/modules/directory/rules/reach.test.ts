import { beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import type { Scope } from '../tables-admin.ts';
import { findReachable } from './find.ts';
import { reachable } from './reach.ts';
import { refreshSearch } from './refresh.ts';

const test_ = useTestApp();
let world: World;
const EVERYBODY: Name[] = [
	'lea',
	'tom',
	'zoe',
	'sophie',
	'marc',
	'nadia',
	'durand',
	'petit',
	'blanc',
	'staffA',
	'staffB',
	'principalA',
	'principalB',
	'department',
	'academy',
	'operator'
];

beforeAll(async () => {
	world = await createWorld(test_);
	await test_.app.database.system((db) => refreshSearch(db, [world.schoolA, world.schoolB]));
});

async function reachedBy(name: Name): Promise<Name[]> {
	const actor = world.actor(name);
	const found = await test_.app.database.transaction({ role: 'actor', actor, readOnly: true, keep: () => false }, (db) =>
		reachable(db, actor, { personIds: Object.values(world.people) })
	);
	return EVERYBODY.filter((one) => found.has(world.people[one]));
}

async function choose(from: Profile, to: Profile, scope: Scope): Promise<void> {
	await test_.admin.query('insert into directory.communication_rule values ($1, $2, $3, $4, now())', [world.schoolA, from, to, scope]);
}

async function inSchoolA(from: Profile, to: Profile, scope: Scope, who: Name): Promise<Name[]> {
	await choose(from, to, scope);
	try {
		return await reachedBy(who);
	} finally {
		await test_.admin.query('delete from directory.communication_rule');
	}
}

describe('by default', () => {
	test.each<[Name, Name[]]>([
		['lea', ['durand', 'staffA']],
		['tom', ['petit', 'staffA']],
		['zoe', ['blanc', 'staffB']],
		['sophie', ['durand', 'staffA', 'principalA']],
		['marc', ['petit', 'staffA', 'principalA']],
		['nadia', ['blanc', 'staffB', 'principalB']],
		['durand', ['lea', 'tom', 'sophie', 'marc', 'petit', 'staffA', 'principalA']],
		['blanc', ['zoe', 'nadia', 'staffB', 'principalB']],
		['staffA', ['lea', 'tom', 'sophie', 'marc', 'durand', 'petit', 'principalA', 'department', 'academy']],
		['principalA', ['lea', 'tom', 'sophie', 'marc', 'durand', 'petit', 'staffA', 'department', 'academy']],
		['department', ['staffA', 'staffB', 'principalA', 'principalB', 'academy', 'operator']],
		['academy', ['staffA', 'staffB', 'principalA', 'principalB', 'department']],
		['operator', ['principalA', 'principalB', 'department', 'academy']]
	])('%s reaches %j and nobody else', async (name, expected) => {
		expect(await reachedBy(name)).toEqual(EVERYBODY.filter((one) => expected.includes(one)));
	});
});

describe('what a school chose', () => {
	test('opens pupils to their own class, not to another', async () => {
		expect(await inSchoolA('pupil', 'pupil', 'own', 'lea')).not.toContain('tom');
		await test_.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'pupil')`, [
			world.classA,
			world.people.tom,
			world.schoolA
		]);
		expect(await inSchoolA('pupil', 'pupil', 'own', 'lea')).toContain('tom');
		await test_.admin.query('delete from directory.membership where group_id = $1 and person_id = $2', [world.classA, world.people.tom]);
	});
	test.each<[Profile, Profile, Scope, Name, Name, boolean]>([
		['pupil', 'pupil', 'school', 'lea', 'tom', true],
		['pupil', 'pupil', 'school', 'lea', 'zoe', false],
		['pupil', 'pupil', 'school', 'zoe', 'lea', false],
		['pupil', 'guardian', 'own', 'lea', 'sophie', true],
		['pupil', 'guardian', 'own', 'lea', 'marc', false],
		['pupil', 'teacher', 'none', 'lea', 'durand', false],
		['pupil', 'teacher', 'school', 'lea', 'petit', true],
		['pupil', 'staff', 'none', 'lea', 'staffA', false],
		['pupil', 'principal', 'school', 'lea', 'principalA', true],
		['guardian', 'pupil', 'own', 'sophie', 'lea', true],
		['guardian', 'pupil', 'own', 'sophie', 'tom', false],
		['guardian', 'guardian', 'own', 'sophie', 'marc', false],
		['guardian', 'guardian', 'school', 'sophie', 'marc', true],
		['guardian', 'guardian', 'school', 'sophie', 'nadia', false],
		['guardian', 'teacher', 'school', 'sophie', 'petit', true],
		['guardian', 'teacher', 'none', 'sophie', 'durand', false],
		['teacher', 'pupil', 'own', 'durand', 'lea', true],
		['teacher', 'pupil', 'own', 'durand', 'tom', false],
		['teacher', 'guardian', 'own', 'durand', 'sophie', true],
		['teacher', 'guardian', 'own', 'durand', 'marc', false],
		['teacher', 'teacher', 'own', 'durand', 'petit', false],
		['teacher', 'teacher', 'none', 'durand', 'petit', false]
	])('%s → %s « %s »: %s reaches %s: %s', async (from, to, scope, who, whom, expected) => {
		expect((await inSchoolA(from, to, scope, who)).includes(whom)).toBe(expected);
	});
});

test('a guardian without legal authority does not reach the teachers', async () => {
	await test_.admin.query('update directory.guardianship set legal = 0 where guardian_id = $1', [world.people.sophie]);
	expect(await reachedBy('sophie')).toEqual(['staffA', 'principalA']);
	await test_.admin.query('update directory.guardianship set legal = 1 where guardian_id = $1', [world.people.sophie]);
});

test('who is blocked is reached by nobody and reaches nobody', async () => {
	await test_.admin.query(`update directory.person set status = 'blocked' where id = $1`, [world.people.durand]);
	expect(await reachedBy('lea')).toEqual(['staffA']);
	expect(await reachedBy('durand')).toEqual([]);
	await test_.admin.query(`update directory.person set status = 'active' where id = $1`, [world.people.durand]);
});

test('administrative staff are not school life', async () => {
	await test_.admin.query(`update directory.role set function_code = 'ADF' where person_id = $1`, [world.people.staffA]);
	expect(await reachedBy('lea')).toEqual(['durand']);
	await test_.admin.query(`update directory.role set function_code = null where person_id = $1`, [world.people.staffA]);
});

test('search finds the beginning of any word, without accents, only among those reached', async () => {
	const find = (name: Name, text: string) => {
		const actor = world.actor(name);
		return test_.app.database.transaction({ role: 'actor', actor, readOnly: true, keep: () => false }, (db) => findReachable(db, actor, { text, limit: 30 }));
	};
	expect((await find('durand', 'mar LÉ')).rows.map((row) => row.name)).toEqual(['Léa Martin']);
	expect((await find('durand', 'martin')).total).toBe(2);
	expect((await find('durand', '5eb')).rows.map((row) => row.name)).toEqual(['Léa Martin', 'Mme Sophie Martin']);
	expect((await find('lea', 'durand')).rows).toMatchObject([{ name: 'Mme Durand', profile: 'teacher', schoolName: 'Collège Les Tilleuls' }]);
	expect((await find('lea', 'martin')).total).toBe(0);
	expect((await find('zoe', 'durand')).total).toBe(0);
	expect((await find('durand', "n'guy")).total).toBe(1);
	expect((await find('durand', '%')).total).toBe((await find('durand', '')).total);
});
