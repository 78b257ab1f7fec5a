import { describe, expect, test } from 'vitest';
import { visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
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

	test('says beside the field what is missing', async () => {
		const answer = await test_.app.call('identity.login', visitor, { login: '', password: '' });
		expect(answer).toMatchObject({ ok: false, status: 422, fields: { login: 'Remplissez ce champ.', password: 'Remplissez ce champ.' } });
	});
});
