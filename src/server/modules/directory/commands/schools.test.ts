import { beforeAll, expect, test } from 'vitest';
import { system } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type Name, type World } from '../../../../../tests/support/world.ts';
import { importAaf, undoImport } from '../import/index.ts';
import { pupil, school, writeExport } from '../import/testing/export.ts';
import { uaiOf } from '../uai.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});

const UAI = uaiOf(920_777);
const open = (who: Name, more: Record<string, string> = {}) =>
	test_.app.call('directory.create-school', world.actor(who), { uai: UAI, name: 'Collège Sainte-Anne', city: 'Meudon', kind: 'COLLEGE', ...more });
const name = (schoolId: string, givenName: string, familyName: string) =>
	test_.app.call('directory.name-principal', world.actor('department'), { school: schoolId, title: 'Mme', givenName, familyName, email: '' });
async function value<T>(result: Promise<{ ok: true; value: T } | { ok: false; code: string; fields: unknown }>): Promise<T> {
	const settled = await result;
	if (!settled.ok) throw new Error(`${settled.code} ${JSON.stringify(settled.fields)}`);
	return settled.value;
}
/** An actor as the session would load him. */
const principalOf = (id: string, schoolId: string) => ({ ...world.actor('principalA'), id, roles: [{ profile: 'principal' as const, schoolId, delegate: false }] });
const FILE = 'Nom;Prénom;Date de naissance;Classe;Nom responsable 1;Prénom responsable 1;Mail responsable 1\nLaurent;Jade;14/05/2013;5e B;Laurent;Paule;paule@exemple.fr\n';

async function importCsv(personId: string, schoolId: string): Promise<void> {
	const actor = principalOf(personId, schoolId);
	const draft = await value(test_.app.call('directory.upload-csv', actor, { school: schoolId, kind: 'pupils', fileName: 'e.csv', bytes: Buffer.from(FILE) }));
	await value(test_.app.call('directory.apply-csv', actor, { id: draft.id }));
}

test('a number with another letter, a number taken, a name forgotten: each says so', async () => {
	expect(await open('department', { uai: '0920777A' })).toMatchObject({ ok: false, status: 422, fields: { uai: expect.stringContaining('lettre') } });
	expect(await open('department', { uai: '92' })).toMatchObject({ ok: false, fields: { uai: expect.stringContaining('7 chiffres') } });
	expect(await open('department', { name: ' ' })).toMatchObject({ ok: false, fields: { name: expect.any(String) } });
	await test_.admin.query('update directory.school set uai = $1 where id = $2', [uaiOf(920_001), world.schoolA]);
	expect(await open('department', { uai: uaiOf(920_001) })).toMatchObject({ ok: false, fields: { uai: expect.stringContaining('Les Tilleuls') } });
});

test.each<Name>(['principalA', 'staffA', 'durand', 'sophie', 'lea', 'academy'])('%s opens no school and names nobody', async (who) => {
	expect(await open(who)).toMatchObject({ ok: false, status: 403 });
	expect(await test_.app.call('directory.appoint-principal', world.actor(who), { school: world.schoolA, login: 'sophie.martin' })).toMatchObject({ ok: false, status: 403 });
});

test('opened, headed, filled by a file; then the académie brings the same number: it takes the school over and touches nobody', async () => {
	const made = await value(open('department', { uai: ` ${UAI.toLowerCase()} ` }));
	expect(await open('operator')).toMatchObject({ ok: false, fields: { uai: expect.stringContaining('Sainte-Anne') } });
	const head = await value(name(made.id, 'Rose', 'Valland'));
	expect(head).toMatchObject({ login: 'rose.valland', code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/) });
	// Asked again before she came: the letter may be printed twice. Another has nothing to ask.
	expect(await value(test_.app.call('directory.principal-code', world.actor('operator'), { school: made.id, person: head.id }))).toMatchObject({ code: head.code });
	expect(await test_.app.call('directory.principal-code', world.actor('academy'), { school: made.id, person: head.id })).toMatchObject({ ok: false, status: 403 });
	const sheet = await value(test_.app.call('directory.school', world.actor('academy'), { id: made.id }));
	expect(sheet).toMatchObject({ byHand: true, open: true, pupils: 0, staff: 1, principals: [{ name: 'Mme Rose Valland', came: false, byHand: true }] });
	await importCsv(head.id, made.id);
	const people = 'select p.id, p.login, p.status, p.updated_at from directory.person p join directory.role r on r.person_id = p.id where r.school_id = $1 order by p.login';
	const before = await test_.admin.query(people, [made.id]);
	expect(before.rows.map((row: { login: string }) => row.login)).toEqual(['jade.laurent', 'paule.laurent', 'rose.valland']);

	// A delivery that does not speak of it.
	const elsewhere = await importAaf(test_.app.database, { path: writeExport([school('1')]), maxDepartures: 0 });
	expect(elsewhere).toMatchObject({ status: 'applied', report: { adopted: [] } });
	expect((await test_.admin.query(people, [made.id])).rows).toEqual(before.rows);

	// One that does, and brings the same pupil: two entries, proposed for merging.
	const jade = pupil('70', 'JADE', 'LAURENT', { ENTPersonStructRattach: '77', ENTPersonDateNaissance: '14/05/2013', ENTEleveClasses: '77$5B' });
	const taken = await importAaf(test_.app.database, {
		path: writeExport([school('1'), school('77', { ENTStructureUAI: UAI, ENTStructureNomCourant: 'Collège Sainte Anne$MEUDON' }), jade], { date: '20261124' }),
		maxDepartures: 0
	});
	expect(taken).toMatchObject({ status: 'applied', report: { adopted: [{ uai: UAI }] } });
	expect(await value(test_.app.call('directory.school', world.actor('department'), { id: made.id }))).toMatchObject({ byHand: false, pupils: 2 });
	expect((await test_.admin.query(people, [made.id])).rows).toEqual(expect.arrayContaining(before.rows));
	const { rows: pairs } = await test_.admin.query(
		`select d.reason from directory.suspected_duplicate d join directory.person a on a.id = d.first_id join directory.person b on b.id = d.second_id where 'jade.laurent' in (a.login, b.login)`
	);
	expect(pairs).toEqual([{ reason: 'birth-date' }]);
	// Its principals are the académie's matter from now on.
	expect(await name(made.id, 'Odile', 'Cœuré')).toMatchObject({ ok: false, status: 409, code: 'school-from-academy' });

	await undoImport(test_.app.database, taken.summary.run ?? 0);
	expect((await test_.admin.query(people, [made.id])).rows).toEqual(before.rows);
	expect(await value(test_.app.call('directory.school', world.actor('department'), { id: made.id }))).toMatchObject({ byHand: true, name: 'Collège Sainte-Anne' });
});

test('somebody who has an account takes the school on with it, and gives it up again', async () => {
	const made = await value(open('operator', { uai: uaiOf(920_778) }));
	const appoint = (login: string) => test_.app.call('directory.appoint-principal', world.actor('department'), { school: made.id, login });
	expect(await appoint('personne.nullepart')).toMatchObject({ ok: false, fields: { login: expect.any(String) } });
	expect(await appoint('lea.martin')).toMatchObject({ ok: false, fields: { login: expect.any(String) } });
	expect(await value(appoint(' Sophie.Martin '))).toMatchObject({ id: world.people.sophie, name: 'Mme Sophie Martin' });
	expect(await appoint('sophie.martin')).toMatchObject({ ok: false, fields: { login: expect.any(String) } });
	const dismiss = (person: string) => test_.app.call('directory.dismiss-principal', world.actor('department'), { school: made.id, person });
	await value(dismiss(world.people.sophie));
	expect((await test_.admin.query('select status from directory.person where id = $1', [world.people.sophie])).rows).toEqual([{ status: 'active' }]);
	// Nobody else: the entry leaves, and with it the code.
	const head = await value(name(made.id, 'Rose', 'Valland'));
	expect(head.login).toBe('rose.valland2');
	await value(dismiss(head.id));
	expect((await test_.admin.query('select status from directory.person where id = $1', [head.id])).rows).toEqual([{ status: 'suspended' }]);
	expect(await test_.app.call('identity.check-code', { kind: 'visitor', locale: 'fr' }, { code: head.code, familyName: 'Valland' })).toMatchObject({ ok: false });
	expect(await dismiss(head.id)).toMatchObject({ ok: false, status: 404 });
});

test('a principal whom the académie named is neither dismissed nor doubled from here, and a code is only for who never came', async () => {
	await test_.admin.query(`update directory.role set source = 'aaf' where person_id = $1`, [world.people.principalA]);
	const of = { school: world.schoolA, person: world.people.principalA };
	expect(await test_.app.call('directory.dismiss-principal', world.actor('department'), of)).toMatchObject({ ok: false, code: 'school-from-academy' });
	expect(await test_.app.call('directory.principal-code', world.actor('department'), of)).toMatchObject({ ok: false, code: 'principal-came' });
	expect(await test_.app.call('directory.principal-code', world.actor('department'), { ...of, person: world.people.durand })).toMatchObject({ ok: false, status: 404 });
});

test('five principals are enough for one school', async () => {
	const made = await value(test_.app.call('directory.create-school', system('cli'), { uai: uaiOf(920_779), name: 'Collège Alpha', city: 'Sèvres' }));
	for (const family of ['Un', 'Deux', 'Trois', 'Quatre', 'Cinq']) await value(name(made.id, 'Anne', family));
	expect(await name(made.id, 'Anne', 'Six')).toMatchObject({ ok: false, status: 409, code: 'principals-enough' });
});
