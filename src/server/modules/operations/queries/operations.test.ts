import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrateJobs } from '#platform/jobs';
import { SYSTEM } from '#platform/roles';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { createWorld, type World } from '../../../../../tests/support/world.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(test_);
});

const operator = () => world.actor('operator');

describe('who sees the installation', () => {
	const names = ['operations.health', 'operations.load', 'operations.jobs', 'operations.imports', 'operations.mail-spool', 'operations.audit'] as const;

	test('the operator alone', async () => {
		for (const name of names) {
			expect(await test_.app.call(name, operator(), {}), name).toMatchObject({ ok: true });
			for (const other of ['lea', 'durand', 'principalA', 'department', 'academy'] as const) {
				expect(await test_.app.call(name, world.actor(other), {}), `${name} ${other}`).toMatchObject({ ok: false, status: 403 });
			}
		}
	});

	test('not in a session without his second factor, as a diagnosis session is', async () => {
		for (const name of names) {
			expect(await test_.app.call(name, { ...operator(), pending: 'second-factor-setup' }, {}), name).toMatchObject({ ok: false, code: 'second-factor-setup-required' });
		}
	});
});

describe('health', () => {
	test('says what is missing, then that it is there', async () => {
		const states = async () => {
			const answer = await test_.app.call('operations.health', operator(), {});
			if (!answer.ok) throw new Error(answer.code);
			return Object.fromEntries(answer.value.checks.map((one) => [one.name, one.state]));
		};
		expect(await states()).toMatchObject({ database: 'ok', migrations: 'ok', worker: 'danger', web: 'danger', outbox: 'ok' });
		const sample = (kind: string, seconds: number) =>
			test_.admin.query(
				`insert into operations.sample (at, process, pid, seconds, requests, errors, buckets) values (now() - make_interval(secs => $2), $1, 7, 10, 30, 1, '{0,0,0,10,0,20,0,0,0,0,0,0,0}')`,
				[kind, seconds]
			);
		await sample('worker', 5);
		await sample('web', 60);
		expect(await states()).toMatchObject({ worker: 'ok', web: 'danger' });
		await sample('web', 2);
		expect(await states()).toMatchObject({ web: 'ok' });

		const load = await test_.app.call('operations.load', operator(), {});
		if (!load.ok) throw new Error(load.code);
		expect(load.value.minutes.reduce((sum, one) => sum + one.errors, 0)).toBe(2);
		expect(load.value.minutes[0]?.p95Ms).toBeCloseTo(192.5);
		expect(load.value.processes).toContainEqual(expect.objectContaining({ process: 'web', pid: 7, requests: 3 }));
	});
});

describe('jobs', () => {
	test('a failed job is listed without its data, and tried again', async () => {
		if (test_.addresses.owner) await migrateJobs(test_.addresses.owner, [{ name: 'operations.forget-samples' }], SYSTEM);
		const { rows } = await test_.admin.query<{ id: string }>(`insert into jobs.job (name, data, state, completed_on, retry_count, retry_limit, output)
			values ('operations.forget-samples', '{"text":"secret"}', 'failed', now(), 8, 8, '{"name":"Error","message":"Léa Martin"}') returning id`);
		const listed = await test_.app.call('operations.jobs', operator(), {});
		expect(listed).toMatchObject({ value: { queues: [{ queue: 'operations.forget-samples', failed: 1 }], failed: [{ error: 'Error', tries: 8 }] } });
		expect(JSON.stringify(listed)).not.toMatch(/secret|Léa/);
		expect(await test_.app.call('operations.retry-jobs', operator(), { queue: 'operations.forget-samples', jobId: rows[0]?.id })).toMatchObject({ value: { retried: 1 } });
		expect(await test_.app.call('operations.retry-jobs', operator(), { queue: 'operations.forget-samples' })).toMatchObject({ status: 404, code: 'no-failed-job' });
		expect(await test_.app.call('operations.jobs', operator(), {})).toMatchObject({ value: { queues: [{ waiting: 1, failed: 0 }], failed: [] } });
	});
});

describe('mail spool', () => {
	test('shows when and about what, never to whom or what it says', async () => {
		const folder = join(test_.config.data, 'mail');
		mkdirSync(folder, { recursive: true });
		writeFileSync(
			join(folder, '2026-11-23T18-00-00.000Z-abcd.eml'),
			'From: x\r\nTo: lea.martin@exemple.fr\r\nSubject: =?UTF-8?Q?Votre_mot_de_passe_pr?=\r\n =?UTF-8?Q?=C3=A9au?=\r\n\r\nhttps://secret\r\nSubject: no\r\n'
		);
		const answer = await test_.app.call('operations.mail-spool', operator(), {});
		if (!answer.ok) throw new Error(answer.code);
		const mail = answer.value.mails.find((one) => one.name.includes('abcd'));
		expect(mail).toMatchObject({ subject: 'Votre mot de passe préau', recipient: expect.stringMatching(/^[0-9a-f]{8}$/) as string });
		expect(JSON.stringify(answer)).not.toMatch(/lea|secret/);
	});
});

describe('audit trail', () => {
	test('filters, and pages without skipping or repeating a line', async () => {
		for (let at = 0; at < 60; at++) {
			await test_.app.call('publications.create-news', world.actor(at % 2 ? 'staffA' : 'principalA'), { schoolId: world.schoolA, title: `${at}`, body: '-' });
		}
		const all = await test_.app.call('operations.audit', operator(), { command: 'publications.' });
		if (!all.ok) throw new Error(all.code);
		expect(all.value.lines).toHaveLength(50);
		const rest = await test_.app.call('operations.audit', operator(), { command: 'publications.', after: all.value.next });
		if (!rest.ok) throw new Error(rest.code);
		expect(rest.value).toMatchObject({ next: null });
		expect(new Set([...all.value.lines, ...rest.value.lines].map((one) => one.id)).size).toBe(60);

		const one = await test_.app.call('operations.audit', operator(), { actor: world.people.staffA, school: world.schoolA, outcome: 'done', from: '2020-01-01', to: '' });
		if (!one.ok) throw new Error(one.code);
		expect(one.value.lines).toHaveLength(30);
		expect(await test_.app.call('operations.audit', operator(), { to: '2020-01-01' })).toMatchObject({ value: { lines: [] } });
		expect(await test_.app.call('operations.audit', operator(), { command: "x' or 1=1" })).toMatchObject({ status: 422 });
	});
});
