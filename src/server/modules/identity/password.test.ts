import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { system, visitor } from '#kernel/actor';
import type { AnyDefinition } from '#kernel/definition';
import { definitions } from '#modules/identity';
import { spoolFolder } from '#platform/mail';
import { characterBits, weaknessOf } from '#platform/password-strength';
import { useTestApp } from '../../../../tests/support/database.ts';
import { createWorld, login, PASSWORD, type World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(here);
});

/** Run what waits in the outbox, as the worker would. */
async function runJobs(): Promise<void> {
	const { rows } = await here.admin.query<{ job: string; data: Record<string, unknown> }>('delete from core.outbox returning job, data');
	for (const row of rows) await here.app.jobs.find((job) => job.name === row.job)?.run(row.data);
}

function mails(): string[] {
	const folder = spoolFolder(here.config);
	return readdirSync(folder)
		.sort()
		.map((name) => readFileSync(join(folder, name), 'utf8').replace(/=\r\n/g, '').replace(/=3D/g, '='));
}

describe('strength', () => {
	test.each([
		['azerty', 'password-too-short'],
		['motdepasse123456', 'password-guessable'],
		['lea.martin2013', 'password-about-you'],
		['jjjjjjjjjjjjjjjjj', 'password-guessable'],
		['quatre chevaux sous le préau', null],
		['xkQ93hdk2p', null]
	])('%s → %s', (password, expected) => {
		expect(weaknessOf(password, ['léa', 'martin', 'lea.martin', '2013'])).toBe(expected);
	});

	test('bits are counted as the CNIL does', () => {
		expect(Math.round(characterBits('abcdefghij'))).toBe(47);
		expect(Math.round(characterBits('abcdefghijk'))).toBe(52);
	});
});

describe('forgotten password', () => {
	test('a verified address gets a link that works once and ends the sessions', async () => {
		await here.app.call('identity.set-contact', world.actor('sophie'), { email: 'Sophie@Exemple.fr', mobile: '06 12 34 56 78' });
		await runJobs();
		const verify = /compte\/verification\/([\w-]{43})/.exec(mails().at(-1) ?? '')?.[1];
		expect(await here.app.call('identity.verify-email', visitor, { token: verify })).toMatchObject({ ok: true, value: { email: 'sophie@exemple.fr' } });

		expect(await here.app.call('identity.request-reset', visitor, { asked: 'sophie@exemple.fr' })).toEqual({ ok: true, value: {} });
		await runJobs();
		const token = /mot-de-passe-oublie\/([\w-]{43})/.exec(mails().at(-1) ?? '')?.[1];
		expect(await here.app.call('identity.reset-password', visitor, { token, password: 'azerty' })).toMatchObject({ ok: false, status: 422 });
		expect(await here.app.call('identity.reset-password', visitor, { token, password: 'trois lapins dans la neige' })).toMatchObject({ ok: true });
		expect(await here.app.call('identity.reset-password', visitor, { token, password: 'trois lapins dans la neige' })).toMatchObject({ ok: false, status: 410 });
		expect(await here.app.call('identity.login', visitor, { login: login('sophie'), password: 'trois lapins dans la neige' })).toMatchObject({ ok: true });
	});

	test('an unknown login gets the same answer, and no mail', async () => {
		const before = mails().length;
		expect(await here.app.call('identity.request-reset', visitor, { asked: 'nobody.nowhere' })).toEqual({ ok: true, value: {} });
		await runJobs();
		expect(mails()).toHaveLength(before);
	});

	test('an address that was not verified gets nothing', async () => {
		await here.app.call('identity.set-contact', world.actor('marc'), { email: 'marc@exemple.fr' });
		await here.admin.query('delete from core.outbox');
		const before = mails().length;
		await here.app.call('identity.request-reset', visitor, { asked: 'marc@exemple.fr' });
		await runJobs();
		expect(mails()).toHaveLength(before);
	});
});

describe('one’s own password', () => {
	test('changes with the old one, and ends the other sessions only', async () => {
		const [one, two] = [
			await here.app.call('identity.login', visitor, { login: login('durand'), password: PASSWORD }),
			await here.app.call('identity.login', visitor, { login: login('durand'), password: PASSWORD })
		];
		if (!one.ok || !two.ok) throw new Error('login');
		const actor = (await here.app.ports.sessions.find(one.value.token))?.actor;
		if (!actor) throw new Error('session');
		expect(await here.app.call('identity.change-password', actor, { current: 'non', password: 'un deux trois soleil vert' })).toMatchObject({
			ok: false,
			fields: { current: expect.any(String) as string }
		});
		const changed = await here.app.call('identity.change-password', actor, { current: PASSWORD, password: 'un deux trois soleil vert' });
		if (!changed.ok) throw new Error(changed.message);
		here.app.ports.sessions.forget();
		expect(await here.app.ports.sessions.find(changed.value.session?.token ?? '')).not.toBeNull();
		expect(await here.app.ports.sessions.find(one.value.token)).toBeNull();
		expect(await here.app.ports.sessions.find(two.value.token)).toBeNull();
	});
});

describe('diagnosis', () => {
	test('an operator’s look lasts 15 minutes and is shown to the owner', async () => {
		const look = await here.app.call('identity.open-diagnosis', system('cli'), { login: login('lea') });
		if (!look.ok) throw new Error(look.message);
		expect((await here.app.ports.sessions.find(look.value.token))?.kind).toBe('diagnosis');
		const account = await here.app.call('identity.account', world.actor('lea'), {});
		expect(account).toMatchObject({ ok: true, value: { looks: [{ actor_label: 'cli' }] } });
		here.setNow(new Date(Date.now() + 16 * 60_000));
		here.app.ports.sessions.forget();
		expect(await here.app.ports.sessions.find(look.value.token)).toBeNull();
		here.setNow(null);
	});

	test('who looks reads what its owner reads, and changes nothing of the account', async () => {
		const look = await here.app.call('identity.open-diagnosis', system('cli'), { login: login('principalA') });
		if (!look.ok) throw new Error(look.message);
		const seated = await here.app.ports.sessions.find(look.value.token);
		if (!seated) throw new Error('no session');
		const before = await here.admin.query('select * from identity.account where person_id = $1', [seated.actor.id]);
		expect(await here.app.call('identity.account', seated.actor, {})).toMatchObject({ ok: true });

		const tried = (definitions as unknown as readonly AnyDefinition[]).filter(
			(one) => one.kind === 'command' && one.allow.who(world.actor('principalA')) && !one.allow.who(visitor)
		);
		const answers = await Promise.all(tried.map(async (one) => [one.name, await here.app.callAny(one.name, seated.actor, {})] as const));
		expect(answers.filter(([, answer]) => !(!answer.ok && answer.status === 403 && answer.code === 'diagnosis-only')).map(([name]) => name)).toEqual(['identity.logout']);
		expect(answers.map(([name]) => name)).toEqual(
			expect.arrayContaining(['identity.begin-totp', 'identity.confirm-totp', 'identity.change-password', 'identity.create-access-token'])
		);
		expect(answers[0]?.[1]).toMatchObject({ message: expect.stringMatching(/^Dans une session de diagnostic/) as string });
		const after = await here.admin.query('select * from identity.account where person_id = $1', [seated.actor.id]);
		expect(after.rows).toEqual(before.rows);
	});

	test('what is done while looking is told apart in the audit trail', async () => {
		const look = await here.app.call('identity.open-diagnosis', system('cli'), { login: login('staffA') });
		if (!look.ok) throw new Error(look.message);
		const seated = await here.app.ports.sessions.find(look.value.token);
		if (!seated) throw new Error('no session');
		expect(await here.app.call('publications.create-news', seated.actor, { schoolId: world.schoolA, title: 'Essai', body: 'Texte.' })).toMatchObject({ ok: true });
		const line = await here.admin.query("select actor_id, actor_label from core.audit where command = 'publications.create-news'");
		expect(line.rows).toEqual([{ actor_id: seated.actor.id, actor_label: 'diagnosis' }]);
	});

	test('activating everybody is refused where the data folder is no demo', async () => {
		expect(await here.app.call('identity.activate-all', system('cli'), { password: PASSWORD })).toMatchObject({ ok: false, code: 'not-a-demo' });
	});
});
