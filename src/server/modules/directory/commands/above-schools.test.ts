import { beforeAll, expect, test } from 'vitest';
import { system } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});

const cli = system('cli');
const rolesOf = async (login: string) =>
	(
		await test_.admin.query<{ profile: string; school_id: string | null; status: string }>(
			'select r.profile, r.school_id, p.status from directory.person p left join directory.role r on r.person_id = p.id where p.login = $1 order by r.profile',
			[login]
		)
	).rows;

test('named: an account of that profile in no school, whose code opens it, found by who may look', async () => {
	const made = await test_.app.call('directory.name-above', cli, { profile: 'department', title: 'Mme', givenName: 'Ada', familyName: 'Lovelace', email: '' });
	if (!made.ok) throw new Error(made.code);
	expect(made.value).toMatchObject({ login: 'ada.lovelace', code: expect.stringMatching(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/) as string });
	expect(await rolesOf('ada.lovelace')).toEqual([{ profile: 'department', school_id: null, status: 'active' }]);
	const opened = await test_.app.call('identity.check-code', { kind: 'visitor', locale: 'fr' }, { code: made.value.code, familyName: 'Lovelace' });
	expect(opened).toMatchObject({ ok: true });
	const seen = await test_.app.call('directory.search', world.actor('operator'), { q: 'lovelace' });
	expect(JSON.stringify(seen)).toContain(made.value.id);
});

test('who has an account takes the role on with it, once, and gives it up without losing the others', async () => {
	const appoint = (login: string) => test_.app.call('directory.appoint-above', cli, { profile: 'operator', login });
	const dismiss = (login: string) => test_.app.call('directory.dismiss-above', cli, { profile: 'operator', login });
	const { rows } = await test_.admin.query<{ login: string }>('select login from directory.person where id = $1', [world.people.durand]);
	const login = rows[0]?.login ?? '';
	expect(await appoint('personne.nullepart')).toMatchObject({ ok: false, fields: { login: expect.any(String) as string } });
	expect(await appoint('lea.martin')).toMatchObject({ ok: false, fields: { login: expect.any(String) as string } });
	const before = await rolesOf(login);
	expect(await appoint(` ${login.toUpperCase()} `)).toMatchObject({ ok: true, value: { id: world.people.durand } });
	expect(await rolesOf(login)).toContainEqual({ profile: 'operator', school_id: null, status: 'active' });
	expect(await appoint(login)).toMatchObject({ ok: false, fields: { login: 'Cette personne a déjà ce rôle.' } });
	expect(await dismiss(login)).toMatchObject({ ok: true });
	expect(await rolesOf(login)).toEqual(before);
	expect(await dismiss(login)).toMatchObject({ ok: false, fields: { login: 'Cette personne n’a pas ce rôle.' } });
});

test('who holds nothing else leaves, and the code with him', async () => {
	const made = await test_.app.call('directory.name-above', cli, { profile: 'operator', title: 'M.', givenName: 'Alan', familyName: 'Turing', email: '' });
	if (!made.ok) throw new Error(made.code);
	expect(await test_.app.call('directory.dismiss-above', cli, { profile: 'operator', login: made.value.login })).toMatchObject({ ok: true });
	expect(await rolesOf(made.value.login)).toEqual([{ profile: null, school_id: null, status: 'suspended' }]);
	expect(await test_.app.call('identity.check-code', { kind: 'visitor', locale: 'fr' }, { code: made.value.code, familyName: 'Turing' })).toMatchObject({ ok: false });
});

test('each act is in the audit trail', async () => {
	const { rows } = await test_.admin.query(
		`select command, details->>'profile' as profile from core.audit where command like 'directory.%-above' and outcome = 'done' order by at`
	);
	expect(rows).toEqual([
		{ command: 'directory.name-above', profile: 'department' },
		{ command: 'directory.appoint-above', profile: 'operator' },
		{ command: 'directory.dismiss-above', profile: 'operator' },
		{ command: 'directory.name-above', profile: 'operator' },
		{ command: 'directory.dismiss-above', profile: 'operator' }
	]);
});
