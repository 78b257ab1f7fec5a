import { Secret, TOTP } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { visitor, type Person } from '#kernel/actor';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type World } from '../../../../../tests/support/world.ts';
import { takeOverAccount } from '../take-over.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(here);
});

async function logIn(name: 'principalA' | 'durand'): Promise<Person> {
	const opened = await here.app.call('identity.login', visitor, { login: login(name), password: PASSWORD });
	if (!opened.ok) throw new Error(opened.message);
	here.app.ports.sessions.forget();
	const found = await here.app.ports.sessions.find(opened.value.token);
	if (!found) throw new Error('no session');
	return found.actor;
}

describe('second factor', () => {
	let secret = '';
	let recovery: string[] = [];
	const codeAt = (millis: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: millis });

	test('a principal must set it up before he administers; he may read before; a teacher need not', async () => {
		const principal = await logIn('principalA');
		expect(principal.pending).toBe('second-factor-setup');
		expect(await here.app.call('directory.adoption', principal, { schoolId: principal.roles[0]?.schoolId })).toMatchObject({ ok: false, code: 'second-factor-setup-required' });
		expect(await here.app.call('messaging.inbox', principal, {})).toMatchObject({ ok: true });
		expect((await logIn('durand')).pending).toBeNull();
	});

	test('set up with the code of the app, it gives ten recovery codes', async () => {
		const principal = await logIn('principalA');
		const begun = await here.app.call('identity.begin-totp', principal, {});
		if (!begun.ok) throw new Error(begun.message);
		secret = begun.value.secret.replaceAll(' ', '');
		expect(await here.app.call('identity.confirm-totp', principal, { code: '000000' })).toMatchObject({ ok: false, fields: { code: expect.any(String) as string } });
		const done = await here.app.call('identity.confirm-totp', principal, { code: codeAt(Date.now()) });
		if (!done.ok) throw new Error(done.message);
		recovery = done.value.recoveryCodes;
		expect(recovery).toHaveLength(10);
	});

	test('the next login owes it; a code is good once; a recovery code too', async () => {
		const later = Date.now() + 120_000;
		here.setNow(new Date(later));
		const owing = await logIn('principalA');
		expect(owing.pending).toBe('second-factor');
		expect(await here.app.call('identity.begin-totp', owing, {})).toMatchObject({ ok: false });
		expect(await here.app.call('identity.give-second-factor', owing, { code: codeAt(later) })).toMatchObject({ ok: true });
		const again = await logIn('principalA');
		expect(await here.app.call('identity.give-second-factor', again, { code: codeAt(later) })).toMatchObject({ ok: false });
		expect(await here.app.call('identity.give-second-factor', again, { code: recovery[0] })).toMatchObject({ ok: true });
		const third = await logIn('principalA');
		expect(await here.app.call('identity.give-second-factor', third, { code: recovery[0] })).toMatchObject({ ok: false });
		here.setNow(null);
	});

	test('the secret is not in the database as such', async () => {
		const { rows } = await here.admin.query<{ totp_secret: Buffer | null }>('select totp_secret from identity.account where totp_secret is not null');
		expect(rows).toHaveLength(1);
		expect(rows[0]?.totp_secret?.toString('latin1')).not.toContain(secret);
	});

	test('when two accounts of one person become one, the app goes on: the secret is sealed for who keeps it', async () => {
		const [keep, drop] = [world.people.durand, world.people.principalA];
		await here.admin.query('delete from identity.account where person_id = $1', [keep]);
		const { clock } = here.app.engine;
		await here.app.database.system((db) =>
			takeOverAccount({ db, now: clock.now(), random: clock.random, ports: here.app.engine.ports, notify: () => Promise.resolve() }, keep, drop)
		);
		const later = Date.now() + 240_000;
		here.setNow(new Date(later));
		const merged = await logIn('durand');
		expect(merged.id).toBe(keep);
		expect(merged.pending).toBe('second-factor');
		expect(await here.app.call('identity.give-second-factor', merged, { code: '000000' })).toMatchObject({ ok: false });
		expect(await here.app.call('identity.give-second-factor', merged, { code: codeAt(later) })).toMatchObject({ ok: true });
		const again = await logIn('durand');
		expect(await here.app.call('identity.give-second-factor', again, { code: recovery[1] })).toMatchObject({ ok: true });
		here.setNow(null);
	});
});
