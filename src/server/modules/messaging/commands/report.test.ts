import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { inboxOf, letter, messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(here);
});
beforeEach(async () => {
	for (const table of ['report', 'suspension', 'warning']) await here.admin.query(`delete from messaging.${table}`);
	await here.admin.query('delete from core.outbox');
});

const person = (name: Name) => `person:${world.people[name]}`;
const report = (who: Name, messageId: string, more: object = {}) =>
	here.app.call('messaging.report', world.actor(who), { messageId, reason: 'insult', comment: 'Ça me blesse.', ...more });
const decide = (who: Name, reportId: string, what: object) => here.app.call('messaging.decide-report', world.actor(who), { reportId, message: 'keep', ...what });
async function open(who: Name, school?: string) {
	const answer = await here.app.call('messaging.moderation', world.actor(who), school ? { school } : {});
	if (!answer.ok) throw new Error(answer.code);
	return answer.value.reports;
}
async function runJobs(): Promise<void> {
	const { rows } = await here.admin.query<{ job: string; data: Record<string, unknown> }>(`delete from core.outbox where job like 'messaging.tell-%' returning job, data`);
	for (const row of rows) await here.app.jobs.find((job) => job.name === row.job)?.run(row.data);
}
async function told(who: Name, kind = 'moderation'): Promise<string[]> {
	const answer = await here.app.call('notifications.list', world.actor(who), { kind });
	return answer.ok ? answer.value.notices.map((one) => one.subject) : [];
}

describe('reporting', () => {
	test('shows the moderators what was said and what came before, as the reporter saw it', async () => {
		const first = await sendAs(here, world, 'sophie', [person('durand')], { subject: 'Question', body: 'Avant' });
		const answer = await here.app.call('messaging.reply', world.actor('durand'), { messageId: first.messageId, body: 'Le message signalé', key: crypto.randomUUID() });
		if (!answer.ok) throw new Error(answer.message);
		expect(await report('sophie', answer.value.messageId)).toMatchObject({ ok: true, value: { again: false } });
		const [found] = await open('principalA', world.schoolA);
		expect(found).toMatchObject({ reason: 'insult', comment: 'Ça me blesse.', reporter: 'Mme Sophie Martin', warnings: 0 });
		expect(found?.evidence.map(({ text, from, reported }) => ({ text, from, reported }))).toEqual([
			{ text: 'Avant', from: 'Mme Martin', reported: false },
			{ text: 'Le message signalé', from: 'Mme Durand', reported: true }
		]);
		await runJobs();
		expect(await told('principalA')).toEqual(['Un message a été signalé']);
		expect(await told('durand')).toEqual([]);
	});

	test('once a person and message, ten a day, only of what one received', async () => {
		const sent = await sendAs(here, world, 'durand', [person('lea')]);
		expect(await report('lea', sent.messageId)).toMatchObject({ ok: true });
		expect(await report('lea', sent.messageId)).toMatchObject({ ok: true, value: { again: true } });
		expect(await open('principalA', world.schoolA)).toHaveLength(1);
		for (const other of ['sophie', 'durand', 'principalA', 'department'] as const) expect(await report(other, sent.messageId)).toMatchObject({ ok: false, code: 'not-found' });
		for (let count = 1; count < 10; count += 1) {
			const more = await sendAs(here, world, 'durand', [person('lea')]);
			expect(await report('lea', more.messageId)).toMatchObject({ ok: true });
		}
		const eleventh = await sendAs(here, world, 'durand', [person('lea')]);
		expect(await report('lea', eleventh.messageId)).toMatchObject({ ok: false, code: 'too-many-reports' });
	});

	test('is seen by the moderators of that school alone; about its head by the département, never by himself', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		await report('sophie', sent.messageId);
		expect(await here.app.call('messaging.moderation', world.actor('principalB'), { school: world.schoolA })).toMatchObject({ ok: false, status: 403 });
		for (const who of ['durand', 'staffA', 'sophie', 'academy'] as const)
			expect(await here.app.call('messaging.moderation', world.actor(who), { school: world.schoolA })).toMatchObject({ ok: false, status: 403 });
		expect(await open('department')).toEqual([]);
		expect(await open('operator')).toEqual([]);

		const above = await sendAs(here, world, 'principalA', [person('sophie')]);
		await report('sophie', above.messageId);
		expect(await open('principalA', world.schoolA)).toHaveLength(1);
		const [handedUp] = await open('department');
		expect(await open('operator')).toEqual([]);
		expect(await decide('principalA', handedUp?.id ?? '', { message: 'keep' })).toMatchObject({ ok: false, code: 'not-found' });
		expect(await decide('department', handedUp?.id ?? '', { message: 'keep', warning: 'Restez courtois.' })).toMatchObject({ ok: true });
	});
});

describe('deciding', () => {
	test('removed for all: nobody reads it any more, the reporter is told, the sender does not learn who', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie'), person('lea')], { subject: 'Blessant', body: 'Des mots' });
		await report('sophie', sent.messageId);
		await report('lea', sent.messageId);
		const [first] = await open('principalA', world.schoolA);
		for (const other of ['principalB', 'department'] as const) expect(await decide(other, first?.id ?? '', { message: 'remove' })).toMatchObject({ ok: false, code: 'not-found' });
		expect(await decide('principalA', first?.id ?? '', { message: 'remove' })).toMatchObject({ ok: true, value: { decided: 2 } });
		expect((await inboxOf(here, world, 'sophie')).find((one) => one.id === sent.messageId)).toMatchObject({ withdrawn: 'removed', preview: '' });
		expect(await open('principalA', world.schoolA)).toEqual([]);
		await runJobs();
		for (const who of ['sophie', 'lea'] as const) expect(await told(who, 'message')).toContain('Signalement examiné\u202f: le message est retiré');
		for (const kind of ['moderation', 'message']) expect((await told('durand', kind)).filter((one) => one.includes('ignal'))).toEqual([]);
		expect(await here.app.call('messaging.settings', world.actor('sophie'), {})).toMatchObject({ value: { reports: [{ status: 'removed', subject: 'Blessant' }] } });
		expect(await decide('principalA', first?.id ?? '', { message: 'keep' })).toMatchObject({ ok: false, code: 'report-decided' });
	});

	test('a warning stands on the sender’s pages until he has read it; a suspension until it is lifted, by others than him', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		await report('sophie', sent.messageId);
		const [one] = await open('principalA', world.schoolA);
		expect(await decide('principalA', one?.id ?? '', { suspend: 'days', reason: 'Ton' })).toMatchObject({ ok: false, fields: { days: expect.any(String) as string } });
		expect(await decide('principalA', one?.id ?? '', { suspend: 'until-lifted', reason: '' })).toMatchObject({ ok: false, fields: { reason: expect.any(String) as string } });
		expect(await decide('principalA', one?.id ?? '', { warning: 'Restez courtoise.', suspend: 'until-lifted', reason: 'Ton blessant.' })).toMatchObject({ ok: true });

		const standing = async () =>
			(await here.app.call('messaging.standing', world.actor('durand'), {})) as { value: { warnings: { id: string; body: string }[]; suspended: unknown } };
		const { value } = await standing();
		expect(value).toMatchObject({ warnings: [{ body: 'Restez courtoise.' }], suspended: { reason: 'Ton blessant.', until: null } });
		expect(await here.app.call('messaging.acknowledge-warning', world.actor('sophie'), { warningId: value.warnings[0]?.id })).toMatchObject({ ok: false, code: 'not-found' });
		await here.app.call('messaging.acknowledge-warning', world.actor('durand'), { warningId: value.warnings[0]?.id });
		expect((await standing()).value.warnings).toEqual([]);

		expect(await here.app.call('messaging.send', world.actor('durand'), letter([person('sophie')]))).toMatchObject({ ok: false, code: 'writing-suspended' });
		const board = await here.app.call('messaging.moderation', world.actor('principalA'), { school: world.schoolA });
		const suspensionId = board.ok ? board.value.suspensions[0]?.id : undefined;
		for (const who of ['durand', 'principalB', 'staffA'] as const)
			expect(await here.app.call('messaging.lift-suspension', world.actor(who), { suspensionId })).toMatchObject({ ok: false });
		expect(await here.app.call('messaging.lift-suspension', world.actor('principalA'), { suspensionId })).toMatchObject({ ok: true });
		expect(await here.app.call('messaging.send', world.actor('durand'), letter([person('sophie')]))).toMatchObject({ ok: true });
		const { rows } = await here.admin.query(`select details from core.audit where command = 'messaging.decide-report' and subject_id = $1 and outcome = 'done'`, [one?.id]);
		expect(rows).toEqual([{ details: { message: 'keep', warned: 'yes', suspended: 'until-lifted' } }]);
	});
});
