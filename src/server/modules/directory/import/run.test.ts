import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createDemoPersonas, PERSONAS } from '../demo/personas.ts';
import { generateAaf } from '../demo/generate.ts';
import { directoryStats, eraseDue, importAaf, listRuns, showRun, undoImport, type ImportOptions } from './index.ts';
import { guardian, linkTo, pupil, school, staff, writeExport, type Request, type WriteOptions } from './testing/export.ts';
import { emptyDirectory, find, mustFind, wholeDirectory } from './testing/look.ts';

const test = useTestApp();
beforeEach(() => emptyDirectory(test.admin));

async function run(requests: readonly Request[], files: WriteOptions = {}, options: Partial<ImportOptions> = {}) {
	return importAaf(test.app.database, { path: writeExport(requests, files), maxDepartures: 100, ...options });
}

const SCHOOLS = [school('1'), school('2')];
const LEA = pupil('10', 'Léa', 'Martin', { ENTElevePersRelEleve: linkTo('20') });
const TOM = pupil('11', 'Tom', 'Petit', { ENTElevePersRelEleve: linkTo('21') });
const SOPHIE = guardian('20', 'Sophie', 'Martin');
const MARC = guardian('21', 'Marc', 'Petit');
const DURAND = staff('30', 'Hélène', 'Durand', { ENTAuxEnsClassesPrincipal: '1$5B' });
const BASE: readonly Request[] = [...SCHOOLS, LEA, TOM, SOPHIE, MARC, DURAND];

describe('a delta after a complete export', () => {
	it('changes only what it speaks of', async () => {
		await run(BASE);
		const before = await mustFind(test.admin, 'guardian', '20');
		const { summary } = await run(
			[
				{ type: 'PersRelEleve', operation: 'modify', id: '20', values: { mail: 'neuf@courriel.example' } },
				{ type: 'Eleve', operation: 'modify', id: '11', values: { ENTEleveClasses: '1$5A' } }
			],
			{ mode: 'Delta', date: '20261124' }
		);
		expect(summary.guardians).toEqual({ created: 0, updated: 1, unchanged: 0, suspended: 0, restored: 0 });
		expect(summary.pupils).toMatchObject({ updated: 1, suspended: 0 });
		expect(await find(test.admin, 'guardian', '20')).toEqual({ ...before, email: 'neuf@courriel.example' });
		expect(await find(test.admin, 'pupil', '11')).toMatchObject({ groups: ['pupil@1/5A'], guardians: ['21'], family_name: 'Petit' });
	});

	it('adds, deletes and brings back', async () => {
		await run(BASE);
		const added = await run(
			[pupil('12', 'Inès', 'Traoré', { ENTElevePersRelEleve: linkTo('22') }), guardian('22', 'Awa', 'Traoré'), { type: 'Eleve', operation: 'delete', id: '10' }],
			{ mode: 'Delta' }
		);
		expect(added.summary.pupils).toMatchObject({ created: 1, suspended: 1 });
		// Her mother has no other child here.
		expect(added.summary.guardians).toMatchObject({ created: 1, suspended: 1 });
		expect(await find(test.admin, 'pupil', '10')).toMatchObject({ status: 'suspended', groups: ['pupil@1/5B'], guardians: ['20'] });
		const back = await run([LEA], { mode: 'Delta', date: '20261125' });
		expect(back.summary.pupils.restored).toBe(1);
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ status: 'active', roles: ['guardian@1'] });
	});

	it('rejects a change to somebody unknown, and clears what a blank clears', async () => {
		await run(BASE);
		const { summary } = await run(
			[
				{ type: 'Eleve', operation: 'modify', id: '99', values: { sn: 'Personne' } },
				{ type: 'PersRelEleve', operation: 'modify', id: '20', values: { homePhone: [], sn: [] } },
				{ type: 'PersEducNat', operation: 'modify', id: '30', values: { ENTAuxEnsClassesPrincipal: [] } }
			],
			{ mode: 'Delta' }
		);
		expect(summary.rejected).toEqual([{ file: 'ENT_0920001A_Delta_20261123_Eleve_0000.xml', id: '99', reason: 'personne inconnue' }]);
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ phone: null, family_name: 'Martin', city: 'NANTERRE' });
		expect(await find(test.admin, 'staff', '30')).toMatchObject({ groups: ['teacher@1/5B'], roles: ['teacher@1'] });
	});

	it('twice changes nothing the second time, and the next complete export agrees', async () => {
		await run(BASE);
		const delta: Request[] = [{ type: 'PersRelEleve', operation: 'modify', id: '20', values: { mail: 'neuf@courriel.example' } }];
		await run(delta, { mode: 'Delta' });
		const before = await wholeDirectory(test.admin);
		await run(delta, { mode: 'Delta' });
		expect(await wholeDirectory(test.admin)).toEqual(before);
		const { summary } = await run([...SCHOOLS, LEA, TOM, MARC, DURAND, guardian('20', 'Sophie', 'Martin', { mail: 'neuf@courriel.example' })], { date: '20261130' });
		expect(summary.guardians).toMatchObject({ updated: 0, unchanged: 2 });
	});

	it('merges several requests about one person in their order', async () => {
		await run(BASE);
		const folder = writeExport([{ type: 'PersRelEleve', operation: 'modify', id: '20', values: { mail: 'un@courriel.example', homePhone: '01 99 00 11 11' } }], {
			mode: 'Delta',
			date: '20261124'
		});
		writeExport([{ type: 'PersRelEleve', operation: 'modify', id: '20', values: { mail: 'deux@courriel.example' } }], { mode: 'Delta', date: '20261125', folder });
		await importAaf(test.app.database, { path: folder });
		expect(await find(test.admin, 'guardian', '20')).toMatchObject({ email: 'deux@courriel.example', phone: '01 99 00 11 11' });
	});
});

describe('a run', () => {
	const crowd = (count: number) => Array.from({ length: count }, (_, index) => pupil(String(100 + index), 'Élève', `Numéro${String.fromCharCode(97 + (index % 26))}`));

	it('refuses when a fifth of a school is missing, unless told otherwise', async () => {
		await run([...SCHOOLS, ...crowd(50)]);
		const before = await wholeDirectory(test.admin);
		const less = [...SCHOOLS, ...crowd(40)];
		const refused = await run(less, {}, { maxDepartures: 10 });
		expect(refused.status).toBe('refused');
		expect(refused.refused).toMatchObject({ school: 'Collège 1', who: 'personnes', leaving: 10, of: 50, share: 20 });
		expect(await wholeDirectory(test.admin)).toEqual(before);
		const accepted = await run(less, {}, { maxDepartures: 20 });
		expect(accepted.status).toBe('applied');
		expect(accepted.summary.pupils.suspended).toBe(10);
	});

	it('as a trial reports the same and writes nothing, not even itself', async () => {
		const trial = await run(BASE, {}, { dryRun: true });
		expect(trial.summary).toMatchObject({ run: null, dryRun: true, pupils: { created: 2 }, links: { created: 2 } });
		expect((await test.admin.query('select count(*)::int as runs from directory.import_run')).rows).toEqual([{ runs: 0 }]);
		expect((await wholeDirectory(test.admin)).person).toEqual([]);
	});

	it('is in the audit trail and in the list, with its report', async () => {
		const { summary } = await run(BASE);
		const { rows } = await test.admin.query(`select outcome, subject_id, details from core.audit where command = 'directory.import' order by at desc limit 1`);
		expect(rows[0]).toMatchObject({ outcome: 'done', subject_id: String(summary.run), details: { created: 5 } });
		await test.app.database.system(async (db) => {
			expect((await listRuns(db))[0]).toMatchObject({ run: summary.run, status: 'applied', mode: 'complete' });
			const shown = await showRun(db, summary.run ?? 0);
			expect(shown?.report?.schools.find((one) => one.name === 'Collège 1')?.events.arrivals?.count).toBe(5);
			expect(await directoryStats(db)).toMatchObject({ people: 5, profiles: { pupil: 2, guardian: 2, teacher: 1 } });
		});
	});

	it('is shown with names to the direction of each school, its own school only, and in numbers to the operator', async () => {
		const { summary } = await run(BASE);
		const [one, two] = await Promise.all(
			['1', '2'].map(async (key) => String((await test.admin.query<{ id: string }>('select school_id as id from directory.source_structure where key = $1', [key])).rows[0]?.id))
		);
		const actor = (profile: 'principal' | 'operator', schoolId: string | null): Person => ({
			kind: 'person',
			id: '0195b7a2-0000-7000-8000-0000000000d1',
			sessionId: '0195b7a2-0000-7000-8000-0000000000d2',
			roles: [{ profile, schoolId, delegate: false }],
			profile,
			locale: 'fr',
			pending: null,
			secondFactorAt: new Date()
		});
		const seen = await test.app.call('directory.import-report', actor('principal', one ?? null), { school: one });
		if (!seen.ok) throw new Error(seen.message);
		expect(seen.value).toMatchObject([{ run: summary.run, status: 'applied', events: [{ what: 'arrivals', count: 5 }] }]);
		expect(seen.value[0]?.events[0]?.names).toContain('Léa Martin (élève)');
		expect(await test.app.call('directory.import-report', actor('principal', two ?? null), { school: two })).toEqual({ ok: true, value: [] });
		expect(await test.app.call('directory.import-report', actor('principal', two ?? null), { school: one })).toMatchObject({ ok: false, status: 403 });
		const figures = await test.app.call('operations.import', actor('operator', null), { id: summary.run });
		expect(figures).toMatchObject({ ok: true, value: { schools: [{ name: 'Collège 1', counts: { arrivals: 5 } }] } });
		expect(JSON.stringify(figures)).not.toContain('Martin');
	});

	it('is undone exactly: arrivals, departures, moves, corrections, classes, links, duplicates', async () => {
		await run(BASE);
		await test.admin.query(
			`insert into directory.groups (school_id, kind, code, label, source) select school_id, 'manual', 'CLUB', 'Club', 'manual' from directory.source_structure where key = '1'`
		);
		await test.admin.query(
			`insert into directory.membership (group_id, person_id, school_id, role) select g.id, r.person_id, g.school_id, 'member' from directory.groups g, directory.source_record r where g.code = 'CLUB' and r.key = '10'`
		);
		const before = await wholeDirectory(test.admin);
		const { summary } = await run([
			school('1', { ENTStructureClasses: ['5B$5e Bilingue', '4A$4e A'] }),
			school('3'),
			pupil('11', 'Tom', 'Petit', { ENTPersonStructRattach: '3', ENTEleveClasses: '3$5A', ENTElevePersRelEleve: [linkTo('21', '10', '0'), linkTo('23')] }),
			guardian('21', 'Marc', 'Petit', { mail: [] }),
			guardian('23', 'Hélène', 'Durand', { mail: '30@academie.example' }),
			staff('30', 'Hélène', 'Durand', { ENTPersonFonctions: ['1$ENS$ENSEIGNEMENT$L0613$MATHS', '3$EDU$EDUCATION$C0010$CPE'], ENTAuxEnsClassesMatieres: '1$4A$061300' }),
			pupil('12', 'Inès', 'Traoré', { ENTElevePersRelEleve: linkTo('20') }),
			SOPHIE
		]);
		expect(await wholeDirectory(test.admin)).not.toEqual(before);
		expect((await test.admin.query('select 1 from directory.suspected_duplicate')).rowCount).toBe(1);
		await undoImport(test.app.database, summary.run ?? 0);
		expect(await wholeDirectory(test.admin)).toEqual(before);
	});

	it('can be undone only from the last backwards, and once', async () => {
		const first = (await run(BASE)).summary.run ?? 0;
		const second = (await run([...SCHOOLS, LEA, SOPHIE, DURAND])).summary.run ?? 0;
		await expect(undoImport(test.app.database, first)).rejects.toThrow(`L'import ${second} est venu après`);
		await undoImport(test.app.database, second);
		await undoImport(test.app.database, first);
		expect((await wholeDirectory(test.admin)).person).toEqual([]);
		await expect(undoImport(test.app.database, first)).rejects.toThrow('déjà annulé');
		await expect(undoImport(test.app.database, 999_999)).rejects.toThrow("n'existe pas");
	});

	it('erases after ninety days who left, and keeps the login taken', async () => {
		await run(BASE);
		await run([...SCHOOLS, TOM, MARC, DURAND]);
		const { id } = await mustFind(test.admin, 'pupil', '10');
		const days = (count: number) => new Date(Date.now() + count * 86_400_000);
		expect((await test.app.database.system((db) => eraseDue(db, days(89)))).people).toBe(0);
		expect((await test.app.database.system((db) => eraseDue(db, days(91)))).people).toBe(2);
		const { rows } = await test.admin.query('select status, family_name, birth_date, login from directory.person where id = $1', [id]);
		expect(rows).toEqual([{ status: 'erased', family_name: '', birth_date: null, login: `efface-${id}` }]);
		expect((await test.admin.query(`select person_id from directory.login where login = 'lea.martin'`)).rows).toEqual([{ person_id: null }]);
		await run(BASE);
		expect((await mustFind(test.admin, 'pupil', '10')).login).toBe('lea.martin2');
	});
});

describe('the demo', () => {
	it('imports into the personas it announces, the same for the same seed', async () => {
		const out = mkdtempSync(join(tmpdir(), 'preau-demo-'));
		generateAaf({ schools: 3, pupils: 300, seed: 1, out });
		const { summary } = await importAaf(test.app.database, { path: out });
		expect(summary).toMatchObject({ pupils: { created: 300 }, structures: { created: 3 }, rejected: [], ignored: { unknownAttributes: 0 } });
		await test.app.database.system(createDemoPersonas);
		const { rows } = await test.admin.query<{ login: string; name: string; profiles: string[]; schools: string[]; classes: string[] }>(
			`
			select p.login, p.given_name || ' ' || p.family_name as name, array_agg(distinct r.profile) as profiles,
				coalesce(array_agg(distinct s.name) filter (where s.name is not null), '{}') as schools,
				array(select g.label from directory.membership m join directory.groups g on g.id = m.group_id where m.person_id = p.id and g.kind = 'class' and m.role <> 'teacher') as classes
			from directory.person p join directory.role r on r.person_id = p.id left join directory.school s on s.id = r.school_id where p.login = any ($1) group by p.id`,
			[PERSONAS.map((one) => one.login)]
		);
		const found = new Map(rows.map((row) => [row.login, row]));
		for (const persona of PERSONAS.filter((one) => one.login !== 'isabelle.petit')) {
			const row = found.get(persona.login);
			expect(row, persona.login).toMatchObject({ name: persona.name, profiles: [persona.profile] });
			if (persona.school) expect(row?.schools, persona.login).toContain(persona.school);
			if (persona.class) expect(row?.classes, persona.login).toEqual([persona.class]);
		}
	});
});
