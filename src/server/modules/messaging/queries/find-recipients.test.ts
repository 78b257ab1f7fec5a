import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';
import { messagingWorld } from '../../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(test_);
	await test_.admin.query(`insert into directory.groups (id, school_id, kind, code, label) values (uuidv7(), $1, 'group', 'LAT4', 'Latin 4e')`, [world.schoolA]);
	await test_.admin.query(`insert into directory.membership (group_id, person_id, school_id, role) select id, $1, $2, 'pupil' from directory.groups where code = 'LAT4'`, [
		world.people.tom,
		world.schoolA
	]);
});

async function found(who: Name, q: string): Promise<string[]> {
	const answer = await test_.app.call('messaging.find-recipients', world.actor(who), { q });
	if (!answer.ok) throw new Error(answer.code);
	return answer.value.suggestions.map((one) => one.label);
}

describe('messaging.find-recipients', () => {
	test('a teacher finds a class by a few letters, whatever the accents and spaces', async () => {
		expect(await found('durand', '5eb')).toEqual(expect.arrayContaining(['parents de la 5e B', 'élèves de la 5e B']));
		expect(await found('durand', 'parents 5eb')).toEqual(['parents de la 5e B']);
		expect(await found('durand', 'élè 5e')).toContain('élèves de la 5e B');
		expect(await found('durand', 'latin')).toContain('élèves du groupe Latin 4e');
		expect(await found('durand', 'familles 4e a')).toContain('parents de la 4e A');
		expect(await found('durand', 'direction')).toContain('direction du collège Les Tilleuls');
	});

	test('people by their names, and the parents of a pupil beside him', async () => {
		expect(await found('durand', 'lea')).toEqual(expect.arrayContaining(['Léa Martin', 'parents de Léa Martin']));
		expect(await found('durand', 'MARTIN soph')).toEqual(['Mme Sophie Martin']);
		expect(await found('durand', "n'guy")).toContain("Mme Inès N'Guyen");
	});

	test("with nothing typed, one's own groups", async () => {
		// She is the only teacher of the class: nobody is left among « enseignants de la 5e B ».
		expect(await found('durand', '')).toEqual(['parents de la 5e B', 'élèves de la 5e B']);
		expect(await found('petit', 'enseignants 5e b')).toEqual(['enseignants de la 5e B']);
		expect(await found('lea', '')).toEqual(['enseignants de la 5e B']);
		expect(await found('sophie', '')).toEqual(['enseignants de la 5e B']);
	});

	test('nobody finds whom he may not write to', async () => {
		expect(await found('lea', 'tom')).toEqual([]);
		expect(await found('lea', 'parents')).toEqual([]);
		expect(await found('sophie', 'marc')).toEqual([]);
		expect(await found('sophie', 'élèves')).toEqual([]);
		expect(await found('durand', 'zoé')).toEqual([]);
		expect(await found('durand', 'jean-perrin')).toEqual([]);
		expect(await found('department', 'sophie')).toEqual([]);
		expect(await found('operator', 'lea')).toEqual([]);
	});

	test('pupils and parents find school life, the principal only parents', async () => {
		expect(await found('lea', 'vie sco')).toContain('vie scolaire du collège Les Tilleuls');
		expect(await found('lea', 'direction')).toEqual([]);
		expect(await found('sophie', 'direction')).toContain('direction du collège Les Tilleuls');
	});

	test('the département finds all schools and each of them', async () => {
		expect(await found('department', 'directions')).toContain('directions de tous les collèges');
		expect(await found('department', 'direction perrin')).toEqual(['direction du collège Jean-Perrin']);
		expect(await found('academy', 'parents')).toEqual([]);
	});

	test('one letter finds nothing: it would list everybody', async () => {
		expect(await found('durand', 'm')).toEqual([]);
	});
});

describe('messaging.count-recipients', () => {
	const counted = async (who: Name, to: string[]) => {
		const answer = await test_.app.call('messaging.count-recipients', world.actor(who), { to });
		if (!answer.ok) throw new Error(answer.code);
		return answer.value;
	};

	test('says how many and what the button will say', async () => {
		expect(await counted('durand', [`group:${world.classA}:guardians`])).toMatchObject({ total: 1, phrase: 'Envoyer à 1 personne', label: 'parents de la 5e B', problem: null });
		expect(await counted('durand', [`person:${world.people.petit}`])).toMatchObject({ phrase: 'Envoyer à Mme Jean Petit' });
		expect(await counted('durand', [`group:${world.classA}:guardians`, `group:${world.otherClassA}:guardians`, `person:${world.people.sophie}`])).toMatchObject({
			total: 2,
			phrase: 'Envoyer à 2 personnes'
		});
		expect(await counted('principalA', [`school:${world.schoolA}:guardians`])).toMatchObject({ total: 2, phrase: 'Envoyer aux 2 parents du collège Les Tilleuls' });
	});

	test('says what is wrong and keeps what was chosen', async () => {
		const answer = await counted('sophie', [`person:${world.people.durand}`, `person:${world.people.marc}`]);
		expect(answer.problem).toMatchObject({ code: 'recipient-unreachable', status: 403 });
		expect(answer.chosen.map((one) => one.label)).toEqual(['Mme Durand', 'Mme Petit']);
	});
});
