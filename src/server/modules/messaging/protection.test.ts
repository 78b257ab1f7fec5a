import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { inboxOf, letter, messagingWorld, sendAs } from '../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(here);
});
beforeEach(async () => {
	here.setNow(null);
	for (const table of ['closure', 'suspension', 'school_setting', 'block']) await here.admin.query(`delete from messaging.${table}`);
});

const person = (name: Name) => `person:${world.people[name]}`;
const write = (who: Name, to: string[], more: object = {}) => here.app.call('messaging.send', world.actor(who), { ...letter(to), ...more });
const close = (who: Name, what: object) => here.app.call('messaging.close', world.actor(who), { extent: 'writing', reason: 'Chaîne de menaces.', ...what });
const thread = (who: Name, id: string) => here.app.call('messaging.thread', world.actor(who), { id });

describe('the kill switch', () => {
	test('closes a school the moment it is thrown: writing, answering and what was scheduled; it says why, and opens again', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		const draftId = randomUUID();
		await here.app.call('messaging.save-draft', world.actor('durand'), {
			draftId,
			tab: randomUUID(),
			key: randomUUID(),
			to: [person('sophie')],
			subject: 'Plus tard',
			body: 'Bonjour'
		});
		const done = await close('principalA', { schoolId: world.schoolA });
		if (!done.ok) throw new Error(done.message);
		const refusals = [
			await write('durand', [person('sophie')]),
			await here.app.call('messaging.reply', world.actor('sophie'), { messageId: sent.messageId, body: 'Merci', key: randomUUID() }),
			await here.app.call('messaging.send-draft', world.actor('durand'), { draftId })
		];
		for (const one of refusals) expect(one).toMatchObject({ ok: false, code: 'messaging-closed', message: expect.stringContaining('Chaîne de menaces.') as string });
		// Mailboxes stay readable, and other schools write.
		expect(await thread('sophie', sent.threadId)).toMatchObject({ ok: true });
		expect(await write('blanc', [person('nadia')])).toMatchObject({ ok: true });
		expect(await here.app.call('messaging.standing', world.actor('sophie'), {})).toMatchObject({ value: { closed: { reason: 'Chaîne de menaces.', reading: true } } });

		expect(await here.app.call('messaging.reopen', world.actor('principalA'), done.value)).toMatchObject({ ok: true });
		expect(await write('durand', [person('sophie')])).toMatchObject({ ok: true });
		const { rows } = await here.admin.query(`select command from core.audit where subject_id = $1 order by at, id`, [done.value.closureId]);
		expect(rows).toEqual([{ command: 'messaging.close' }, { command: 'messaging.reopen' }]);
	});

	test('of everything also stops reading, except for those who open it again', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie'), person('principalA')]);
		await close('department', { extent: 'all' });
		const asked = {
			'messaging.inbox': {},
			'messaging.sent': {},
			'messaging.thread': { id: sent.threadId },
			'messaging.search': { q: 'réunion' },
			'messaging.drafts': {},
			'messaging.folders': {},
			'messaging.mark-read': { threadId: sent.threadId }
		} as const;
		for (const [name, input] of Object.entries(asked)) {
			expect(await here.app.callAny(name, world.actor('sophie'), input), name).toMatchObject({ ok: false, code: 'messaging-closed' });
		}
		expect(await thread('principalA', sent.threadId)).toMatchObject({ ok: true });
		expect(await write('principalA', [person('sophie')])).toMatchObject({ ok: false, code: 'messaging-closed' });
	});

	test('of a profile leaves the others writing', async () => {
		await close('principalA', { schoolId: world.schoolA, profile: 'pupil' });
		expect(await write('lea', [person('durand')])).toMatchObject({ ok: false, code: 'messaging-closed' });
		expect(await write('durand', [person('lea')])).toMatchObject({ ok: true });
	});

	test('is thrown by a principal for his school alone, by the département and the operator anywhere', async () => {
		expect(await close('principalA', { schoolId: world.schoolB })).toMatchObject({ ok: false, status: 403 });
		expect(await close('principalA', { profile: 'pupil' })).toMatchObject({ ok: false, status: 403 });
		for (const who of ['durand', 'staffA', 'lea', 'sophie', 'academy'] as const) expect(await close(who, { schoolId: world.schoolA })).toMatchObject({ ok: false, status: 403 });
		expect(await close('operator', { profile: 'guest' })).toMatchObject({ ok: true });
		const above = await close('department', { schoolId: world.schoolA });
		if (!above.ok) throw new Error(above.message);
		// What was closed from above is not the school's to open.
		expect(await here.app.call('messaging.reopen', world.actor('principalA'), above.value)).toMatchObject({ ok: false, code: 'not-found' });
		expect(await here.app.call('messaging.reopen', world.actor('operator'), above.value)).toMatchObject({ ok: true });
	});
});

describe('a suspended person', () => {
	test('reads but does not write, is told why and until when, and writes again afterwards', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		const now = new Date('2026-11-24T10:00:00+01:00');
		await here.admin.query(
			`insert into messaging.suspension (id, account_id, school_id, reason, starts_at, ends_at) values (gen_random_uuid(), $1, $2, 'Messages blessants.', $3, $3::timestamptz + interval '3 days')`,
			[world.people.sophie, world.schoolA, now]
		);
		here.setNow(now);
		expect(await write('sophie', [person('durand')])).toMatchObject({
			ok: false,
			code: 'writing-suspended-until',
			message: expect.stringMatching(/vendredi 27 novembre 2026.*Messages blessants\./s) as string
		});
		expect(await thread('sophie', sent.threadId)).toMatchObject({ ok: true });
		here.setNow(new Date(now.getTime() + 3 * 86_400_000 + 1));
		expect(await write('sophie', [person('durand')])).toMatchObject({ ok: true });
	});
});

describe('between two people', () => {
	const openPupils = () =>
		here.admin.query(
			`insert into directory.communication_rule (school_id, from_profile, to_profile, scope, changed_at) values ($1, 'pupil', 'pupil', 'school', now()) on conflict do nothing`,
			[world.schoolA]
		);

	test('a pupil keeps another pupil away, either way, until she lets him write again', async () => {
		await openPupils();
		const sent = await sendAs(here, world, 'tom', [person('lea')]);
		expect(await here.app.call('messaging.block', world.actor('lea'), { messageId: sent.messageId })).toMatchObject({ ok: true });
		expect(await write('tom', [person('lea')])).toMatchObject({ ok: false, code: 'blocked-by-them', message: expect.stringContaining('Léa Martin') as string });
		expect(await here.app.call('messaging.reply', world.actor('lea'), { messageId: sent.messageId, body: 'Non', key: randomUUID() })).toMatchObject({
			ok: false,
			code: 'you-blocked'
		});
		expect(await here.app.call('messaging.settings', world.actor('lea'), {})).toMatchObject({ value: { blocked: [{ id: world.people.tom, name: 'Tom Petit' }] } });
		await here.app.call('messaging.unblock', world.actor('lea'), { personId: world.people.tom });
		expect(await write('tom', [person('lea')])).toMatchObject({ ok: true });
	});

	test('never an adult of the school, and nobody one received nothing from', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie'), person('lea')]);
		for (const who of ['sophie', 'lea'] as const) {
			expect(await here.app.call('messaging.block', world.actor(who), { messageId: sent.messageId })).toMatchObject({ ok: false, code: 'block-not-possible' });
		}
		expect(await here.app.call('messaging.block', world.actor('marc'), { messageId: sent.messageId })).toMatchObject({ ok: false, code: 'not-found' });
	});
});

describe('limits', () => {
	test('whole classes of parents are written to by the direction alone where the school says so', async () => {
		const parents = [`group:${world.classA}:guardians`];
		expect(await write('durand', parents)).toMatchObject({ ok: true });
		await here.app.call('messaging.set-family-writing', world.actor('principalA'), { school: world.schoolA, directionOnly: true });
		expect(await write('durand', parents)).toMatchObject({ ok: false, code: 'families-by-direction' });
		// And is told so when the recipients are looked at, before anything is sent.
		expect(await here.app.call('messaging.count-recipients', world.actor('durand'), { to: parents })).toMatchObject({
			ok: true,
			value: { total: 0, problem: { code: 'families-by-direction' } }
		});
		expect(await write('durand', [person('petit')], { cc: parents })).toMatchObject({ ok: false, code: 'families-by-direction' });
		expect(await write('durand', [`family:${world.people.lea}`])).toMatchObject({ ok: true });
		expect(await write('principalA', parents)).toMatchObject({ ok: true });
		expect(await here.app.call('messaging.set-family-writing', world.actor('durand'), { school: world.schoolA, directionOnly: false })).toMatchObject({ ok: false, status: 403 });
	});

	test('a new account writes less in its first week', async () => {
		const now = new Date('2026-11-24T10:00:00+01:00');
		here.setNow(now);
		await here.admin.query('update identity.account set activated_at = $2 where person_id = $1', [world.people.marc, new Date(now.getTime() - 86_400_000)]);
		for (let sent = 0; sent < 20; sent += 1) expect(await write('marc', [person('petit')])).toMatchObject({ ok: true });
		expect(await write('marc', [person('petit')])).toMatchObject({ ok: false, code: 'too-many-messages-new', status: 429 });
		await here.admin.query('update identity.account set activated_at = $2 where person_id = $1', [world.people.marc, new Date(now.getTime() - 8 * 86_400_000)]);
		expect(await write('marc', [person('petit')])).toMatchObject({ ok: true });
	});

	test('only the direction and the département wake people up', async () => {
		for (const who of ['sophie', 'lea', 'staffA', 'academy'] as const)
			expect(await write(who, [person(who === 'academy' ? 'principalA' : 'durand')], { urgent: true }), who).toMatchObject({ ok: false, code: 'urgent-not-yours' });
		expect(await write('durand', [person('sophie')], { urgent: true })).toMatchObject({ ok: false, code: 'urgent-not-yours' });
		expect(await write('principalA', [person('sophie')], { urgent: true })).toMatchObject({ ok: true, value: { ringsAt: null } });
		expect(await write('department', [person('principalA')], { urgent: true })).toMatchObject({ ok: true });
	});
});

describe('quiet hours', () => {
	test('the message is in the mailbox at once, and its writer is told when it rings', async () => {
		here.setNow(new Date('2026-11-24T21:00:00+01:00'));
		const answer = await write('durand', [person('sophie')], { subject: 'Ce soir' });
		expect(answer).toMatchObject({ ok: true, value: { ringsAt: new Date('2026-11-25T07:00:00+01:00') } });
		expect((await inboxOf(here, world, 'sophie')).map((one) => one.subject)).toContain('Ce soir');
		here.setNow(new Date('2026-11-24T10:00:00+01:00'));
		expect(await write('durand', [person('sophie')])).toMatchObject({ ok: true, value: { ringsAt: null } });
	});

	test('an answer says so too; who gets it from several schools is notified when the last of them opens', async () => {
		const sent = await sendAs(here, world, 'sophie', [person('durand')]);
		here.setNow(new Date('2026-11-24T21:00:00+01:00'));
		const answer = await here.app.call('messaging.reply', world.actor('durand'), { messageId: sent.messageId, body: 'Demain.', key: randomUUID() });
		expect(answer).toMatchObject({ ok: true, value: { ringsAt: new Date('2026-11-25T07:00:00+01:00') } });
		await here.admin.query(`insert into notifications.school_hours values ($1, null, '18:00', '08:15', true, true, now())`, [world.schoolB]);
		expect(await write('department', [person('principalA'), person('principalB')])).toMatchObject({ ok: true, value: { ringsAt: new Date('2026-11-25T08:15:00+01:00') } });
		expect(await write('department', ['everywhere:guardians'])).toMatchObject({ ok: true, value: { ringsAt: new Date('2026-11-25T08:15:00+01:00') } });
		expect(await write('department', ['everywhere:guardians'], { urgent: true })).toMatchObject({ ok: true, value: { ringsAt: null } });
		await here.admin.query('delete from notifications.school_hours');
	});

	test('the hours somebody chose for himself are not told to who writes to him', async () => {
		await here.admin.query(`insert into notifications.person_hours values ($1, '18:00', '10:30')`, [world.people.sophie]);
		here.setNow(new Date('2026-11-24T21:00:00+01:00'));
		expect(await write('durand', [person('sophie')])).toMatchObject({ ok: true, value: { ringsAt: new Date('2026-11-25T07:00:00+01:00') } });
		here.setNow(new Date('2026-11-25T09:00:00+01:00'));
		expect(await write('durand', [person('sophie')])).toMatchObject({ ok: true, value: { ringsAt: null } });
		await here.admin.query('delete from notifications.person_hours');
	});
});
