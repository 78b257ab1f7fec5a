import { beforeAll, describe, expect, test } from 'vitest';
import { system, visitor } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type World } from '../../../../../tests/support/world.ts';

const here = useTestApp();
const GOOD = 'quatre chevaux sous le pont';
let world: World;

beforeAll(async () => {
	world = await createWorld(here);
	// Nobody has activated yet.
	await here.admin.query('delete from identity.account');
});

async function codeFor(name: 'lea' | 'sophie' | 'tom'): Promise<string> {
	const made = await here.app.call('identity.code-for-login', system('test'), { login: login(name) });
	if (!made.ok) throw new Error(made.message);
	return made.value.code;
}

describe('activation', () => {
	test('a pupil activates with code, name and birth date, and is logged in', async () => {
		const code = await codeFor('lea');
		const claim = { code, familyName: 'MARTIN', birthDate: '14/05/2013' };
		expect(await here.app.call('identity.check-code', visitor, claim)).toMatchObject({ ok: true, value: { login: 'lea.martin', kind: 'pupil' } });

		const done = await here.app.call('identity.activate', visitor, { ...claim, password: GOOD, charter: 'on' });
		if (!done.ok) throw new Error(done.message);
		expect((await here.app.ports.sessions.find(done.value.token))?.actor.id).toBe(world.people.lea);

		const again = await here.app.call('identity.activate', visitor, { ...claim, password: GOOD, charter: 'on' });
		expect(again).toMatchObject({ ok: false, code: 'code-unknown' });
	});

	test('the code alone is not enough: the name and the birth date must be the pupil’s', async () => {
		const code = await codeFor('tom');
		for (const claim of [{ familyName: 'Petit' }, { familyName: 'Petit', birthDate: '2013-05-15' }, { familyName: 'Martin', birthDate: '2013-05-14' }]) {
			expect(await here.app.call('identity.check-code', visitor, { code, ...claim })).toMatchObject({ ok: false, code: 'code-unknown' });
		}
		expect(await here.app.call('identity.check-code', visitor, { code: code.toLowerCase().replace('-', ' '), familyName: 'petit', birthDate: '2013-05-14' })).toMatchObject({
			ok: true
		});
	});

	test('two uses at the same moment: one succeeds', async () => {
		const code = await codeFor('sophie');
		const claim = { code, familyName: 'Martin', password: GOOD, charter: true };
		const both = await Promise.all([here.app.call('identity.activate', visitor, claim), here.app.call('identity.activate', visitor, claim)]);
		expect(both.filter((one) => one.ok)).toHaveLength(1);
	});

	test('somebody who guesses codes all day keeps nobody else of the school from activating', async () => {
		const origin = { network: '192.0.2.50', userAgent: null };
		const guess = (familyName: string) => here.app.call('identity.check-code', visitor, { code: '3467-ACDE', familyName }, origin);
		for (let at = 0; at < 200; at++) await guess(`Nom${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}`);
		for (let at = 0; at < 5; at++) expect(await guess('Durand')).toMatchObject({ code: 'code-unknown' });
		expect(await guess('Durand')).toMatchObject({ status: 429, code: 'too-many-codes' });
		const code = await codeFor('tom');
		expect(await here.app.call('identity.check-code', visitor, { code, familyName: 'Petit', birthDate: '2013-05-14' }, origin)).toMatchObject({ ok: true });
	});

	test('weak passwords are refused with the reason beside the field, and the code lives on', async () => {
		const code = await codeFor('tom');
		const claim = { code, familyName: 'Petit', birthDate: '2013-05-14', charter: true };
		expect(await here.app.call('identity.activate', visitor, { ...claim, password: 'azerty' })).toMatchObject({
			ok: false,
			fields: { password: expect.stringContaining('trop court') as string }
		});
		expect(await here.app.call('identity.activate', visitor, { ...claim, password: 'motdepasse123456' })).toMatchObject({ ok: false, status: 422 });
		expect(await here.app.call('identity.activate', visitor, { ...claim, password: GOOD, charter: false })).toMatchObject({
			ok: false,
			fields: { charter: expect.any(String) as string }
		});
		expect(await here.app.call('identity.activate', visitor, { ...claim, password: GOOD })).toMatchObject({ ok: true });
	});

	test('an expired code is refused', async () => {
		const code = await codeFor('tom');
		here.setNow(new Date(Date.now() + 61 * 86_400_000));
		expect(await here.app.call('identity.check-code', visitor, { code, familyName: 'Petit', birthDate: '2013-05-14' })).toMatchObject({ ok: false });
		here.setNow(null);
	});

	test('a stolen copy of the database holds no usable code', async () => {
		const code = await codeFor('tom');
		const { rows } = await here.admin.query<Record<string, unknown>>('select * from identity.activation_code');
		const dump = JSON.stringify(rows, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value));
		expect(dump).not.toContain(code.replace('-', ''));
	});
});

describe('a new code for a pupil', () => {
	test('his teacher may give one; it ends the old password and all sessions', async () => {
		const first = await here.app.call('identity.login', visitor, { login: login('lea'), password: GOOD });
		if (!first.ok) throw new Error(first.message);
		const made = await here.app.call('identity.reissue-code', world.actor('durand'), { personId: world.people.lea });
		if (!made.ok) throw new Error(made.message);
		expect(made.value.purpose).toBe('reset');
		expect(await here.app.call('identity.login', visitor, { login: login('lea'), password: GOOD })).toMatchObject({ ok: false, code: 'wrong-credentials' });
		here.app.ports.sessions.forget();
		expect(await here.app.ports.sessions.find(first.value.token)).toBeNull();
		expect(
			await here.app.call('identity.activate', visitor, { code: made.value.code, familyName: 'Martin', birthDate: '2013-05-14', password: PASSWORD, charter: true })
		).toMatchObject({ ok: true });
	});

	test('the principal may for people of his school; nobody else may', async () => {
		const personId = world.people.lea;
		expect(await here.app.call('identity.reissue-code', world.actor('principalA'), { personId })).toMatchObject({ ok: true });
		for (const who of ['petit', 'blanc', 'principalB', 'sophie', 'lea', 'department'] as const) {
			expect(await here.app.call('identity.reissue-code', world.actor(who), { personId }), who).toMatchObject({ ok: false });
		}
		expect(await here.app.call('identity.reissue-code', world.actor('staffA'), { personId: world.people.principalA })).toMatchObject({ ok: false });
	});
});
