import { beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { importAaf, undoImport, type ImportOptions } from './index.ts';
import { guardian, linkTo, pupil, school, staff, writeExport, type Request, type WriteOptions } from './testing/export.ts';
import { emptyDirectory, find, mustFind, wholeDirectory } from './testing/look.ts';

const test = useTestApp();
beforeEach(() => emptyDirectory(test.admin));

/** Import an export made of these requests; departures are not what most tests are about. */
async function run(requests: readonly Request[], files: WriteOptions = {}, options: Partial<ImportOptions> = {}) {
	return importAaf(test.app.database, { path: writeExport(requests, files), maxDepartures: 100, ...options });
}

const LEA = pupil('10', 'Léa', 'Martin', { ENTElevePersRelEleve: linkTo('20') });
const SOPHIE = guardian('20', 'Sophie', 'Martin');
const DURAND = staff('30', 'Hélène', 'Durand', { ENTAuxEnsClassesPrincipal: '1$5B' });
const BASE: readonly Request[] = [school('1'), school('2'), LEA, SOPHIE, DURAND];

const DEPARTMENT: Person = {
	kind: 'person',
	id: '0195b7a2-0000-7000-8000-0000000000d1',
	sessionId: '0195b7a2-0000-7000-8000-0000000000d2',
	roles: [{ profile: 'department', schoolId: null, delegate: false }],
	profile: 'department',
	locale: 'fr',
	pending: null,
	secondFactorAt: new Date()
};

describe('a first import', () => {
	it('creates people with their roles, classes and family links', async () => {
		const { summary, status } = await run(BASE);
		expect(status).toBe('applied');
		expect(summary.pupils).toEqual({ created: 1, updated: 0, unchanged: 0, suspended: 0, restored: 0 });
		expect(summary.guardians.created).toBe(1);
		expect(summary.staff.created).toBe(1);
		expect(summary.structures.created).toBe(2);
		expect(summary.classes.created).toBe(4);
		expect(summary.groups.created).toBe(2);
		expect(summary.links).toEqual({ created: 1, removed: 0 });
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({
			login: 'lea.martin',
			roles: ['pupil@1'],
			groups: ['pupil@1/5B'],
			guardians: ['20'],
			level: '5e',
			status: 'active'
		});
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ login: 'sophie.martin', roles: ['guardian@1'], street: 'Bâtiment A\n1 rue Pasteur' });
		expect(await find(test.admin, 'staff', '30')).toMatchObject({ roles: ['teacher@1'], groups: ['head-teacher@1/5B', 'teacher@1/5B'] });
	});

	it('stores neither the national number nor the scholarship', async () => {
		await run(BASE);
		const all = JSON.stringify(await wholeDirectory(test.admin));
		expect(all).not.toContain('123456789AB');
		expect(all).not.toMatch(/Boursier/i);
	});

	it('does not import guardians nobody refers to, and counts them', async () => {
		const { summary } = await run([...BASE, guardian('21', 'Karim', 'Seul')]);
		expect(summary.ignored.unreferencedGuardians).toBe(1);
		expect(await find(test.admin, 'guardian', '21')).toBeNull();
	});

	it('counts unknown attributes without stopping', async () => {
		const { summary } = await run([school('1'), pupil('10', 'Léa', 'Martin', { ENTEleveNouveaute: 'x', ENTAutreChose: 'y' })]);
		expect(summary.ignored.unknownAttributes).toBe(2);
		expect(summary.pupils.created).toBe(1);
	});

	it('gives homonyms of one class a number, in the order of their keys', async () => {
		await run([school('1'), pupil('12', 'Lucas', 'Bernard'), pupil('11', 'Lucas', 'Bernard', { ENTPersonDateNaissance: '02/02/2014' })]);
		expect((await mustFind(test.admin, 'pupil', '11')).login).toBe('lucas.bernard');
		expect((await mustFind(test.admin, 'pupil', '12')).login).toBe('lucas.bernard2');
	});

	it('folds accents, apostrophes and particles of logins, at most 30 letters each', async () => {
		await run([school('1'), pupil('11', 'Anne-Gaëlle', "N'Diaye d'Œuvray"), pupil('12', 'Ève', 'A'.repeat(40))]);
		expect((await mustFind(test.admin, 'pupil', '11')).login).toBe('anne-gaelle.ndiaye-doeuvray');
		expect((await mustFind(test.admin, 'pupil', '12')).login).toBe(`eve.${'a'.repeat(30)}`);
	});

	it('rejects broken records with file, id and reason, and keeps the rest', async () => {
		const { summary } = await run([
			...BASE,
			pupil('13', 'Sans', 'École', { ENTPersonStructRattach: '99' }),
			pupil('14', '', 'Sansprenom'),
			pupil('15', 'Jour', 'Faux', { ENTPersonDateNaissance: '31/02/2014' }),
			pupil('16', 'Long', 'x'.repeat(700)),
			staff('31', 'Ailleurs', 'Seul', { ENTPersonStructRattach: '98', ENTPersonFonctions: '98$ENS$X$Y$Z', ENTAuxEnsClassesMatieres: [] })
		]);
		expect(summary.rejected.map((one) => [one.id, one.reason])).toEqual([
			['13', 'établissement inconnu'],
			['14', 'nom ou prénom manquant'],
			['15', 'date de naissance illisible : 31/02/2014'],
			['16', 'valeur trop longue'],
			['31', 'aucun établissement connu']
		]);
		expect(summary.rejected[0]?.file).toBe('ENT_0920001A_Complet_20261123_Eleve_0000.xml');
		expect(summary.pupils.created).toBe(1);
	});

	it('keeps one guardian of children in two schools, with a role in each', async () => {
		const { summary } = await run([...BASE, pupil('11', 'Tom', 'Martin', { ENTPersonStructRattach: '2', ENTEleveClasses: '2$5A', ENTElevePersRelEleve: linkTo('20') })]);
		expect(summary.guardians.created).toBe(1);
		expect((await mustFind(test.admin, 'guardian', '20')).roles).toEqual(['guardian@1', 'guardian@2']);
	});

	it('keeps an adult who is guardian and teacher as two people, and proposes them for merging', async () => {
		await run([...BASE, staff('32', 'Sophie', 'MARTIN', { mail: '20@courriel.example' })]);
		const [a, b] = [await mustFind(test.admin, 'guardian', '20'), await mustFind(test.admin, 'staff', '32')];
		expect(a.id).not.toBe(b.id);
		const { rows } = await test.admin.query('select first_id, second_id, reason, status from directory.suspected_duplicate');
		const [first, second] = [a.id, b.id].sort();
		expect(rows).toEqual([{ first_id: first, second_id: second, reason: 'email', status: 'open' }]);
	});

	it('of two entries merged since, keeps the one account through the next exports, and no longer undoes what came before', async () => {
		const delivery = [...BASE, staff('32', 'Sophie', 'MARTIN', { mail: '20@courriel.example' })];
		const {
			summary: { run: first }
		} = await run(delivery);
		const [guardian, teacher] = [await mustFind(test.admin, 'guardian', '20'), await mustFind(test.admin, 'staff', '32')];
		expect(await test.app.call('directory.merge-duplicate', DEPARTMENT, { keep: guardian.id, drop: teacher.id })).toMatchObject({ ok: true });
		const before = await wholeDirectory(test.admin);
		const { summary } = await run(delivery);
		expect(summary.staff).toMatchObject({ created: 0, suspended: 0, restored: 0 });
		expect(summary.links).toMatchObject({ created: 0, removed: 0 });
		expect(await wholeDirectory(test.admin)).toEqual(before);
		expect((await mustFind(test.admin, 'staff', '32')).id).toBe(guardian.id);
		await expect(undoImport(test.app.database, first ?? 0)).rejects.toThrow(/réunies en une/);
	});

	it('tells head, deputy, school life and teachers apart, school by school', async () => {
		await run([
			...BASE,
			staff('40', 'Anne', 'Chef', { PersEducNatPresenceDevantEleves: 'N', ENTPersonFonctions: "1$DIR$DIRECTION$D0010$CHEF D'ETABLISSEMENT", ENTAuxEnsClassesMatieres: [] }),
			staff('41', 'Luc', 'Vie', { PersEducNatPresenceDevantEleves: 'N', ENTPersonFonctions: '1$EDU$EDUCATION$C0010$CPE', ENTAuxEnsClassesMatieres: [] }),
			staff('42', 'Ève', 'Doc', { PersEducNatPresenceDevantEleves: 'N', ENTPersonFonctions: '1$DOC$DOCUMENTATION$L0080$DOC', ENTAuxEnsClassesMatieres: [] }),
			staff('43', 'Max', 'Deux', { ENTPersonFonctions: ['1$ENS$ENSEIGNEMENT$L0613$MATHS', '2$DIR$DIRECTION$D0011$ADJOINT'], ENTAuxEnsClassesMatieres: '1$5A$061300' })
		]);
		expect((await mustFind(test.admin, 'staff', '40')).roles).toEqual(['principal@1']);
		expect((await mustFind(test.admin, 'staff', '41')).roles).toEqual(['staff@1']);
		expect((await mustFind(test.admin, 'staff', '42')).roles).toEqual(['teacher@1']);
		expect((await mustFind(test.admin, 'staff', '43')).roles).toEqual(['principal@2', 'teacher@1']);
		const { rows } = await test.admin.query(`select function_code from directory.role where profile = 'principal' order by 1`);
		expect(rows.map((row: { function_code: string }) => row.function_code)).toEqual(['D0010', 'D0011']);
	});
});

describe('a second import', () => {
	it('of the same export changes nothing', async () => {
		await run(BASE);
		const before = await wholeDirectory(test.admin);
		const { summary } = await run(BASE);
		expect(summary.pupils).toEqual({ created: 0, updated: 0, unchanged: 1, suspended: 0, restored: 0 });
		expect(summary.guardians.unchanged).toBe(1);
		expect(summary.staff.unchanged).toBe(1);
		expect(summary.classes.unchanged).toBe(4);
		expect(summary.links).toEqual({ created: 0, removed: 0 });
		expect(await wholeDirectory(test.admin)).toEqual(before);
	});

	it('moves a pupil between schools, and his guardian with him', async () => {
		await run(BASE);
		const before = await mustFind(test.admin, 'pupil', '10');
		const { summary, report } = await run([
			school('1'),
			school('2'),
			DURAND,
			SOPHIE,
			pupil('10', 'Léa', 'Martin', { ENTPersonStructRattach: '2', ENTEleveClasses: '2$5A', ENTElevePersRelEleve: linkTo('20') })
		]);
		expect(summary.pupils).toMatchObject({ updated: 1, suspended: 0, created: 0 });
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ id: before.id, login: 'lea.martin', roles: ['pupil@2'], groups: ['pupil@2/5A'] });
		expect((await mustFind(test.admin, 'guardian', '20')).roles).toEqual(['guardian@2']);
		expect(report.schools.flatMap((one) => one.events.moves?.samples ?? [])).toContain('Léa Martin (Collège 1 → Collège 2)');
	});

	it('changes a class and says so', async () => {
		await run(BASE);
		const { report } = await run([school('1'), school('2'), DURAND, SOPHIE, pupil('10', 'Léa', 'Martin', { ENTEleveClasses: '1$5A', ENTElevePersRelEleve: linkTo('20') })]);
		expect((await mustFind(test.admin, 'pupil', '10')).groups).toEqual(['pupil@1/5A']);
		expect(report.schools.flatMap((one) => one.events.classChanges?.samples ?? [])).toEqual(['Léa Martin (5e B → 5e A)']);
	});

	it('suspends who is absent, and gives him everything back when he returns', async () => {
		await run([...BASE, pupil('11', 'Tom', 'Petit')]);
		const before = await mustFind(test.admin, 'pupil', '10');
		const gone = await run([school('1'), school('2'), DURAND, pupil('11', 'Tom', 'Petit')]);
		expect(gone.summary.pupils.suspended).toBe(1);
		expect(gone.summary.guardians.suspended).toBe(1);
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ status: 'suspended' });
		const again = await run([school('1'), school('2'), DURAND, pupil('11', 'Tom', 'Petit')]);
		expect(again.summary.pupils.suspended).toBe(0);
		const back = await run([...BASE, pupil('11', 'Tom', 'Petit')]);
		expect(back.summary.pupils.restored).toBe(1);
		expect(back.summary.guardians.restored).toBe(1);
		expect(await find(test.admin, 'pupil', '10')).toEqual(before);
	});

	it('does not unblock somebody blocked by returning', async () => {
		await run([...BASE, pupil('11', 'Tom', 'Petit')]);
		await test.admin.query(`update directory.person set status = 'blocked' where login = 'lea.martin'`);
		await run([school('1'), DURAND, pupil('11', 'Tom', 'Petit')]);
		await run([...BASE, pupil('11', 'Tom', 'Petit')]);
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ status: 'blocked' });
	});

	it('clears address, telephone, e-mail and MEF by a blank, never a name or a class', async () => {
		await run(BASE);
		await run([
			school('1'),
			school('2'),
			{ ...DURAND, values: { ...DURAND.values, ENTAuxEnsClassesPrincipal: [], ENTAuxEnsClassesMatieres: [] } },
			pupil('10', '', 'Martin', { ENTEleveClasses: [], ENTEleveMEF: [], ENTElevePersRelEleve: [] }),
			guardian('20', 'Sophie', '', { mail: [], homePhone: [], ENTPersonAdresse: [], ENTPersonVille: [] })
		]);
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ given_name: 'Léa', groups: ['pupil@1/5B'], guardians: ['20'], mef_code: null });
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ family_name: 'Martin', email: null, phone: null, street: null, city: null, status: 'active' });
		expect(await find(test.admin, 'staff', '30')).toMatchObject({ roles: ['teacher@1'], groups: [] });
	});

	it('keeps an e-mail a school corrected until the source changes it', async () => {
		await run(BASE);
		await test.admin.query(`update directory.person set email = 'juste@courriel.example' where login = 'sophie.martin'`);
		await run([school('1'), school('2'), LEA, DURAND, guardian('20', 'Sophie', 'Martin-Petit')]);
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ family_name: 'Martin-Petit', email: 'juste@courriel.example' });
		await run([school('1'), school('2'), LEA, DURAND, guardian('20', 'Sophie', 'Martin-Petit', { mail: 'neuf@courriel.example' })]);
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ email: 'neuf@courriel.example' });
	});

	it('leaves people of schools it does not cover alone', async () => {
		await run([...BASE, pupil('11', 'Tom', 'Petit', { ENTPersonStructRattach: '2', ENTEleveClasses: '2$5A' })]);
		const { summary } = await run([school('1'), LEA, SOPHIE, DURAND]);
		expect(summary.pupils.suspended).toBe(0);
		expect(await find(test.admin, 'pupil', '11')).toMatchObject({ status: 'active', roles: ['pupil@2'] });
	});

	it('brings a guardian whose own record comes late', async () => {
		await run([school('1'), LEA, DURAND]);
		expect((await mustFind(test.admin, 'pupil', '10')).guardians).toEqual([]);
		const { summary } = await run([school('1'), LEA, SOPHIE, DURAND]);
		expect(summary.links.created).toBe(1);
		expect((await mustFind(test.admin, 'guardian', '20')).roles).toEqual(['guardian@1']);
	});

	it('closes a class that is no longer listed and opens it again', async () => {
		await run(BASE);
		const without = school('1', { ENTStructureClasses: ['5B$5e B'] });
		const closed = await run([without, school('2'), LEA, SOPHIE, DURAND]);
		expect(closed.summary.classes).toMatchObject({ suspended: 1, unchanged: 3 });
		const open = await run(BASE);
		expect(open.summary.classes).toMatchObject({ restored: 1 });
	});

	it('never gives a login again', async () => {
		await run([...BASE, pupil('11', 'Tom', 'Petit')]);
		await run([school('1'), school('2'), DURAND, pupil('11', 'Tom', 'Petit')]);
		await run([school('1'), school('2'), DURAND, pupil('11', 'Tom', 'Petit'), pupil('12', 'Léa', 'Martin')]);
		expect((await mustFind(test.admin, 'pupil', '12')).login).toBe('lea.martin2');
	});
});
