import { describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { countFailure } from '../throttle.ts';
import { createWorld, login, PASSWORD } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();

describe('login', () => {
	test('opens a session whose token finds the person again', async () => {
		const world = await createWorld(test_);
		const answer = await test_.app.call('identity.login', visitor, { login: login('lea'), password: PASSWORD });
		if (!answer.ok) throw new Error(answer.code);
		const found = await test_.app.ports.sessions.find(answer.value.token);
		expect(found?.actor.id).toBe(world.people.lea);
		expect(found?.actor.profile).toBe('pupil');
		expect(found?.displayName).toBe('Léa Martin');

		const stored = await test_.admin.query('select token_hash from identity.session');
		expect(JSON.stringify(stored.rows)).not.toContain(answer.value.token);
	});

	test('answers the same to a wrong password and to a login that does not exist', async () => {
		const wrong = await test_.app.call('identity.login', visitor, { login: login('lea'), password: 'non' });
		const nobody = await test_.app.call('identity.login', visitor, { login: 'nobody.nowhere', password: 'non' });
		expect(wrong).toEqual(nobody);
		expect(wrong).toMatchObject({ ok: false, status: 401, code: 'wrong-credentials' });
	});

	test('refuses after ten failures on one login, not another login of the same network', async () => {
		const origin = { network: '192.0.2.1', userAgent: null };
		for (let at = 0; at < 10; at++) await test_.app.call('identity.login', visitor, { login: login('tom'), password: 'non' }, origin);
		const stopped = await test_.app.call('identity.login', visitor, { login: login('tom'), password: PASSWORD }, origin);
		expect(stopped).toMatchObject({ ok: false, status: 429, code: 'too-many-attempts' });
		const neighbour = await test_.app.call('identity.login', visitor, { login: login('zoe'), password: PASSWORD }, origin);
		expect(neighbour.ok).toBe(true);
	});

	test('does the same work for a login that does not exist, an account never activated, blocked or taken back, as for a wrong password', async () => {
		const { passwords } = test_.app.ports;
		const work = async (name: string) => {
			const before = passwords.verifications();
			expect(await test_.app.call('identity.login', visitor, { login: name, password: 'non' })).toMatchObject({ ok: false, status: 401, code: 'wrong-credentials' });
			return passwords.verifications() - before;
		};
		const wrong = await work(login('sophie'));
		expect(wrong).toBe(1);
		expect(await work('personne.nulle.part')).toBe(wrong);
		await test_.admin.query(`update directory.person set status = 'blocked' where login = $1`, [login('marc')]);
		expect(await work(login('marc'))).toBe(wrong);
		await test_.admin.query(`update identity.account set password_hash = '!' from directory.person p where p.id = person_id and p.login = $1`, [login('nadia')]);
		expect(await work(login('nadia'))).toBe(wrong);
		await test_.admin.query('delete from identity.account using directory.person p where p.id = person_id and p.login = $1', [login('staffB')]);
		expect(await work(login('staffB'))).toBe(wrong);
	});

	test('a thousand failures on other accounts close a school’s network to nobody, and leave three tries an account', async () => {
		const origin = { network: '192.0.2.77', userAgent: null };
		const { app } = test_;
		await app.database.system(async (db) => {
			for (let at = 0; at < 1_000; at++) await countFailure({ db, now: new Date(), ports: app.ports, origin }, `inconnu${String(at)}`);
		});
		expect((await app.call('identity.login', visitor, { login: login('zoe'), password: PASSWORD }, origin)).ok).toBe(true);
		for (let at = 0; at < 3; at++) await app.call('identity.login', visitor, { login: login('blanc'), password: 'non' }, origin);
		expect(await app.call('identity.login', visitor, { login: login('blanc'), password: PASSWORD }, origin)).toMatchObject({ status: 429 });
		expect((await app.call('identity.login', visitor, { login: login('blanc'), password: PASSWORD }, { ...origin, network: '198.51.100.4' })).ok).toBe(true);
	});

	test('says beside the field what is missing', async () => {
		const answer = await test_.app.call('identity.login', visitor, { login: '', password: '' });
		expect(answer).toMatchObject({ ok: false, status: 422, fields: { login: 'Remplissez ce champ.', password: 'Remplissez ce champ.' } });
	});
});
