import { beforeAll, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});

const upload = (who: Name, text: string, kind: 'pupils' | 'staff' = 'pupils') =>
	test_.app.call('directory.upload-csv', world.actor(who), { school: world.schoolA, kind, fileName: 'liste.csv', bytes: Buffer.from(text) });
async function draft(text: string, kind: 'pupils' | 'staff' = 'pupils'): Promise<string> {
	const made = await upload('principalA', text, kind);
	if (!made.ok) throw new Error(JSON.stringify(made.fields));
	return made.value.id;
}
const look = async (id: string) => {
	const seen = await test_.app.call('directory.csv-draft', world.actor('principalA'), { id });
	if (!seen.ok) throw new Error(seen.code);
	return seen.value;
};

const FILE = `Nom;Prénom;Date de naissance;Classe;Nom responsable 1;Prénom responsable 1;Civilité responsable 1;Mail responsable 1
Martin;Léa;14/05/2013;5e B;Martin;Sophie;Mme;sophie@exemple.fr
Cœuré;Anaïs;01/02/2013;5e B;Cœuré;Odile;Mme;odile@exemple.fr
Cœuré;Jules;01/02/2012;4e C;Cœuré;Odile;Mme;odile@exemple.fr
Rey;;01/02/2012;4e C;;;;
`;

test('a file is looked at, then imported: pupils, classes, guardians shared by two children', async () => {
	const id = await draft(FILE);
	const seen = await look(id);
	expect(seen).toMatchObject({
		complete: true,
		lines: 4,
		encoding: 'utf-8',
		report: {
			good: 3,
			wrongLines: 1,
			problems: [{ line: 5, field: 'givenName', code: 'required' }],
			counts: { pupilsNew: 2, pupilsSame: 1, pupilsMoved: 0, guardiansNew: 1, classesNew: ['4e C'], kept: 0 }
		}
	});
	const before = await test_.admin.query('select count(*) from directory.person');
	expect((await test_.app.call('directory.apply-csv', world.actor('principalA'), { id })).ok).toBe(true);
	const after = await test_.admin.query('select count(*) from directory.person');
	expect(Number(after.rows[0]?.count) - Number(before.rows[0]?.count)).toBe(3);
	const { rows } = await test_.admin.query(
		`select p.login, count(l.*)::int as children from directory.person p join directory.guardianship l on l.guardian_id = p.id where p.family_name = 'Cœuré' group by p.login`
	);
	expect(rows).toEqual([{ login: 'odile.coeure', children: 2 }]);
	expect(await test_.app.call('directory.search', world.actor('durand'), { q: 'coeure jules' })).toMatchObject({
		ok: true,
		value: { rows: [{ name: 'Jules Cœuré', classLabel: '4e C' }] }
	});
	// The same file again changes nothing.
	const again = await look(await draft(FILE));
	expect(again.report?.counts).toMatchObject({ pupilsNew: 0, pupilsMoved: 0, pupilsSame: 3, guardiansNew: 0, classesNew: [] });
	expect((await test_.app.call('directory.apply-csv', world.actor('principalA'), { id: again.id })).ok).toBe(true);
	expect((await test_.admin.query('select count(*) from directory.person')).rows).toEqual(after.rows);
	expect(await test_.app.call('directory.apply-csv', world.actor('principalA'), { id })).toMatchObject({ ok: false, status: 404 });
});

test('a pupil changes class', async () => {
	const id = await draft('Nom;Prénom;Date de naissance;Classe\nCœuré;Jules;01/02/2012;5B\n');
	expect((await look(id)).report?.counts).toMatchObject({ pupilsMoved: 1, classesNew: [] });
	await test_.app.call('directory.apply-csv', world.actor('principalA'), { id });
	const { rows } = await test_.admin.query(
		`select g.label from directory.membership m join directory.groups g on g.id = m.group_id join directory.person p on p.id = m.person_id where p.login = 'jules.coeure'`
	);
	expect(rows).toEqual([{ label: '5e B' }]);
});

test('what the académie keeps is left alone', async () => {
	await test_.admin.query(`update directory.role set source = 'aaf' where person_id = $1`, [world.people.tom]);
	const id = await draft('Nom;Prénom;Date de naissance;Classe\nPetit;Tom;14/05/2013;5B\n');
	expect((await look(id)).report?.counts).toMatchObject({ kept: 1, pupilsMoved: 0, pupilsNew: 0 });
	await test_.app.call('directory.apply-csv', world.actor('principalA'), { id });
	expect((await test_.admin.query('select 1 from directory.membership where person_id = $1 and group_id = $2', [world.people.tom, world.otherClassA])).rowCount).toBe(1);
});

test('staff come with classes; columns can be said by hand', async () => {
	const id = await draft('A;B;C;D\nRoux;Ana;Professeure de latin;5e B, 4eA\n', 'staff');
	expect((await look(id)).complete).toBe(false);
	const map = (given: Record<string, string>) => test_.app.call('directory.map-csv', world.actor('principalA'), { id, map: given });
	expect(await map({ familyName: '0' })).toMatchObject({ ok: false, fields: { givenName: expect.any(String) } });
	expect(await map({ familyName: '0', givenName: '0', function: '2' })).toMatchObject({ ok: false, status: 422 });
	expect((await map({ familyName: '0', givenName: '1', function: '2', classes: '3', email: '' })).ok).toBe(true);
	expect((await look(id)).report).toMatchObject({ good: 1, counts: { staffNew: 1, classesNew: [] } });
	expect((await test_.app.call('directory.apply-csv', world.actor('principalA'), { id })).ok).toBe(true);
	const { rows } = await test_.admin.query(
		`select count(*)::int as classes from directory.membership m join directory.person p on p.id = m.person_id where p.login = 'ana.roux' and m.role = 'teacher'`
	);
	expect(rows).toEqual([{ classes: 2 }]);
});

test.each<Name>(['durand', 'principalB', 'sophie', 'department', 'operator'])('%s imports nothing into school A', async (who) => {
	expect((await upload(who, FILE)).ok).toBe(false);
	const id = await draft(FILE);
	for (const name of ['csv-draft', 'apply-csv'] as const) expect((await test_.app.callAny(`directory.${name}`, world.actor(who), { id })).ok).toBe(false);
});
