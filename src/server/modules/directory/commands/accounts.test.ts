import { beforeAll, describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type Name, type World } from '../../../../../tests/support/world.ts';
import { refreshSearch } from '../rules/refresh.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
	await test_.app.database.system((db) => refreshSearch(db, [world.schoolA, world.schoolB]));
});
const call = (name: string, who: Name, input: Record<string, unknown>) => test_.app.callAny(name, world.actor(who), input);

describe('a guest', () => {
	test('gets a login that was never anybody’s, and a code', async () => {
		const first = await test_.app.call('directory.create-guest', world.actor('principalA'), {
			school: world.schoolA,
			givenName: 'Zoé',
			familyName: 'Bernard',
			email: '',
			reason: 'Autrice en résidence'
		});
		expect(first).toMatchObject({ ok: true, value: { login: 'zoe.bernard2', code: expect.stringMatching(/^.{4}-.{4}$/) } });
		await test_.admin.query(`delete from directory.person where login = 'zoe.bernard2'`);
		const second = await test_.app.call('directory.create-guest', world.actor('principalA'), {
			school: world.schoolA,
			givenName: 'ZOÉ',
			familyName: 'Bernard',
			email: 'ZOE@exemple.fr'
		});
		expect(second).toMatchObject({ ok: true, value: { login: 'zoe.bernard3' } });
		expect(await test_.app.call('directory.create-guest', world.actor('principalA'), { school: world.schoolA, givenName: '', familyName: 'x', email: 'non' })).toMatchObject({
			ok: false,
			status: 422,
			fields: { givenName: expect.any(String), email: expect.any(String) }
		});
	});
});

describe('an account', () => {
	test('is blocked: sessions end, nobody gets in, the office still sees it; and opened again', async () => {
		const signed = await test_.app.call('identity.login', visitor, { login: login('sophie'), password: PASSWORD });
		if (!signed.ok) throw new Error(signed.code);
		expect((await call('directory.block-account', 'principalA', { school: world.schoolA, person: world.people.sophie })).ok).toBe(true);
		test_.app.ports.sessions.forget(world.people.sophie);
		expect(await test_.app.ports.sessions.find(signed.value.token)).toBeNull();
		expect((await test_.app.call('identity.login', visitor, { login: login('sophie'), password: PASSWORD })).ok).toBe(false);
		expect(await call('directory.person', 'principalA', { id: world.people.sophie })).toMatchObject({ ok: true, value: { status: 'blocked' } });
		expect(await call('directory.accounts', 'principalA', { school: world.schoolA, state: 'blocked' })).toMatchObject({
			ok: true,
			value: { total: 1, rows: [{ name: 'Mme Sophie Martin' }] }
		});
		expect(await call('directory.search', 'durand', { q: 'sophie' })).toMatchObject({ ok: true, value: { total: 0 } });
		expect((await call('directory.unblock-account', 'principalA', { school: world.schoolA, person: world.people.sophie })).ok).toBe(true);
		expect(await call('directory.search', 'durand', { q: 'sophie' })).toMatchObject({ ok: true, value: { total: 1 } });
	});
	test('gets a corrected address', async () => {
		expect((await call('directory.correct-email', 'principalA', { school: world.schoolA, person: world.people.marc, email: ' Marc@Exemple.FR ' })).ok).toBe(true);
		const { rows } = await test_.admin.query('select email from directory.person where id = $1', [world.people.marc]);
		expect(rows).toEqual([{ email: 'marc@exemple.fr' }]);
	});
	test.each<[Name, Name]>([
		['principalA', 'zoe'],
		['principalA', 'principalA'],
		['principalA', 'department'],
		['principalB', 'sophie'],
		['durand', 'lea'],
		['staffA', 'lea'],
		['sophie', 'lea'],
		['department', 'lea'],
		['operator', 'lea']
	])('%s does not block %s', async (who, whom) => {
		for (const school of [world.schoolA, world.schoolB]) expect((await call('directory.block-account', who, { school, person: world.people[whom] })).ok).toBe(false);
	});
	test('of a parent here who is principal elsewhere is not touched', async () => {
		await test_.admin.query(`insert into directory.role (person_id, school_id, profile) values ($1, $2, 'guardian')`, [world.people.principalB, world.schoolA]);
		expect(await call('directory.block-account', 'principalA', { school: world.schoolA, person: world.people.principalB })).toMatchObject({
			ok: false,
			status: 403,
			code: 'person-administers'
		});
		await test_.admin.query(`delete from directory.role where person_id = $1 and profile = 'guardian'`, [world.people.principalB]);
	});
});

describe('delegation', () => {
	test('is given and taken by the principal, to who works there', async () => {
		const rights = { school: world.schoolA, person: world.people.durand, delegate: true };
		expect(await call('directory.set-delegate', 'principalA', { ...rights, person: world.people.sophie })).toMatchObject({ ok: false, status: 404 });
		expect(await call('directory.set-delegate', 'principalB', rights)).toMatchObject({ ok: false, status: 403 });
		expect((await call('directory.set-delegate', 'principalA', rights)).ok).toBe(true);
		const delegate = { ...world.actor('durand'), roles: [{ profile: 'teacher' as const, schoolId: world.schoolA, delegate: true }] };
		expect((await test_.app.call('directory.block-account', delegate, { school: world.schoolA, person: world.people.tom })).ok).toBe(true);
		expect((await test_.app.call('directory.unblock-account', delegate, { school: world.schoolA, person: world.people.tom })).ok).toBe(true);
		expect((await test_.app.call('directory.set-delegate', delegate, { school: world.schoolA, person: world.people.petit, delegate: true })).ok).toBe(false);
		expect((await test_.app.call('directory.block-account', delegate, { school: world.schoolA, person: world.people.principalA })).ok).toBe(false);
		expect((await call('directory.set-delegate', 'principalA', { ...rights, delegate: false })).ok).toBe(true);
	});
});

describe('a suspected duplicate', () => {
	async function suspect(one: Name, other: Name): Promise<void> {
		const [first, second] = [world.people[one], world.people[other]].sort();
		await test_.admin.query(
			`insert into directory.suspected_duplicate (first_id, second_id, reason) values ($1, $2, 'email') on conflict (first_id, second_id) do update set status = 'open'`,
			[first, second]
		);
	}
	test('is shown, and dismissed', async () => {
		await suspect('marc', 'petit');
		const list = await test_.app.call('directory.duplicates', world.actor('principalA'), { school: world.schoolA });
		expect(list).toMatchObject({ ok: true, value: [{ reason: 'email', mayDecide: true }] });
		expect(JSON.stringify(list)).toContain('m…@exemple.fr');
		expect((await call('directory.dismiss-duplicate', 'principalA', { keep: world.people.marc, drop: world.people.petit })).ok).toBe(true);
		expect(await test_.app.call('directory.duplicates', world.actor('principalA'), { school: world.schoolA })).toMatchObject({ ok: true, value: [] });
	});
	test('across schools is for the département', async () => {
		await suspect('sophie', 'blanc');
		const pair = { keep: world.people.sophie, drop: world.people.blanc };
		expect(await call('directory.merge-duplicate', 'principalA', pair)).toMatchObject({ ok: false, status: 403, code: 'duplicate-elsewhere' });
		expect(await call('directory.merge-duplicate', 'sophie', pair)).toMatchObject({ ok: false });
		expect(await test_.app.call('directory.duplicates', world.actor('department'), {})).toMatchObject({ ok: true, value: [{ mayDecide: true }] });
		expect(await test_.app.call('directory.duplicates', world.actor('principalA'), {})).toMatchObject({ ok: false, status: 403 });
		const seen = await test_.app.call('directory.duplicates', world.actor('principalA'), { school: world.schoolA });
		expect(JSON.stringify(seen)).not.toMatch(/b…@/);
		expect((await call('directory.dismiss-duplicate', 'department', pair)).ok).toBe(true);
	});
	test('is merged: one account holds both roles, and both logins open it', async () => {
		await suspect('marc', 'petit');
		expect((await call('directory.merge-duplicate', 'principalA', { keep: world.people.petit, drop: world.people.marc })).ok).toBe(true);
		const { rows } = await test_.admin.query('select profile from directory.role where person_id = $1 order by profile', [world.people.petit]);
		expect(rows.map((row: { profile: string }) => row.profile)).toEqual(['guardian', 'teacher']);
		expect((await test_.admin.query('select 1 from directory.guardianship where guardian_id = $1 and pupil_id = $2', [world.people.petit, world.people.tom])).rowCount).toBe(1);
		expect((await test_.admin.query('select person_id from directory.login where login = $1', [login('marc')])).rowCount).toBe(1);
		const opened = await test_.app.call('identity.login', visitor, { login: login('marc'), password: PASSWORD });
		if (!opened.ok) throw new Error(opened.message);
		expect((await test_.app.ports.sessions.find(opened.value.token))?.actor.id).toBe(world.people.petit);
		expect((await test_.admin.query(`select 1 from core.audit where command = 'directory.merge-duplicate' and subject_id = $1`, [world.people.petit])).rowCount).toBe(1);
		expect(await call('directory.merge-duplicate', 'principalA', { keep: world.people.petit, drop: world.people.marc })).toMatchObject({ ok: false, status: 404 });
	});
	test('messages follow, and so does the password where only the other account was ever used', async () => {
		await test_.admin.query('delete from identity.account where person_id = $1', [world.people.durand]);
		await test_.admin.query(`insert into identity.contact (person_id, email, email_verified_at) values ($1, 'sophie@exemple.fr', now())`, [world.people.sophie]);
		const sent = await test_.app.call('messaging.send', world.actor('staffA'), {
			to: [`person:${world.people.sophie}`],
			subject: 'Sortie de mardi',
			body: 'Bonjour',
			key: '0195b7a2-0000-7000-8000-0000000000a1'
		});
		expect(sent).toMatchObject({ ok: true });
		await suspect('sophie', 'durand');
		expect((await call('directory.merge-duplicate', 'principalA', { keep: world.people.durand, drop: world.people.sophie })).ok).toBe(true);
		const job = test_.app.jobs.find((one) => one.name === 'messaging.follow-person');
		for (let at = 0; at < 2; at++) await job?.run({ from: world.people.sophie, to: world.people.durand });
		expect(await test_.app.call('messaging.inbox', world.actor('durand'), {})).toMatchObject({ ok: true, value: { messages: [{ subject: 'Sortie de mardi' }] } });
		const opened = await test_.app.call('identity.login', visitor, { login: login('durand'), password: PASSWORD });
		expect(opened.ok).toBe(true);
		const contact = await test_.admin.query('select email from identity.contact where person_id = $1', [world.people.durand]);
		expect(contact.rows).toEqual([{ email: 'sophie@exemple.fr' }]);
	});
	test('nobody is merged who was not suspected', async () => {
		expect(await call('directory.merge-duplicate', 'principalA', { keep: world.people.sophie, drop: world.people.durand })).toMatchObject({ ok: false, status: 404 });
	});
});
