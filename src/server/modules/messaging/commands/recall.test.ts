import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import { inboxOf, messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(here);
});
beforeEach(() => {
	here.setNow(null);
});

const person = (name: Name) => `person:${world.people[name]}`;
const recall = (who: Name, messageId: string) => here.app.call('messaging.recall', world.actor(who), { messageId });
const open = (who: Name, threadId: string) => here.app.call('messaging.mark-read', world.actor(who), { threadId });
const job = (name: string, data: Record<string, unknown>) => here.app.jobs.find((one) => one.name === name)?.run(data);
async function runNotices(): Promise<void> {
	const { rows } = await here.admin.query<{ job: string; data: Record<string, unknown> }>(
		`delete from core.outbox where job in ('notifications.spread', 'notifications.withdraw') returning job, data`
	);
	for (const row of rows) await job(row.job, row.data);
}
async function centre(who: Name) {
	const answer = await here.app.call('notifications.list', world.actor(who), {});
	return answer.ok ? answer.value.notices : [];
}

describe('recalling a message', () => {
	test('says before how many have not read it, and takes it from exactly them', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie'), person('lea'), person('petit')]);
		await open('sophie', sent.threadId);
		const before = await here.app.call('messaging.recall-preview', world.actor('durand'), { messageId: sent.messageId });
		expect(before).toMatchObject({ ok: true, value: { unread: 2, read: 1, underway: false } });

		expect(await recall('durand', sent.messageId)).toMatchObject({ ok: true, value: { unread: 2, read: 1 } });
		expect((await inboxOf(here, world, 'lea')).map((one) => one.id)).not.toContain(sent.messageId);
		expect(await here.app.call('messaging.thread', world.actor('lea'), { id: sent.threadId })).toMatchObject({ ok: false, code: 'not-found' });
		expect((await inboxOf(here, world, 'sophie')).find((one) => one.id === sent.messageId)).toMatchObject({ withdrawn: 'recalled', preview: '' });
	});

	test('its notices leave the centres of those who had not read it', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie'), person('lea')], { subject: 'Sortie annulée' });
		await runNotices();
		await open('sophie', sent.threadId);
		expect((await centre('sophie')).find((one) => one.subject === 'Sortie annulée')).toMatchObject({ unread: false });
		expect((await centre('lea')).map((one) => one.subject)).toContain('Sortie annulée');
		await recall('durand', sent.messageId);
		await runNotices();
		expect((await centre('lea')).map((one) => one.subject)).not.toContain('Sortie annulée');
	});

	test('is the sender’s alone, for an hour; nobody else learns that it exists', async () => {
		const sentAt = new Date('2026-11-24T10:00:00+01:00');
		here.setNow(sentAt);
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		for (const other of ['sophie', 'lea', 'principalA', 'department', 'operator'] as const) {
			expect(await recall(other, sent.messageId)).toMatchObject({ ok: false, code: 'not-found' });
		}
		here.setNow(new Date(sentAt.getTime() + 60 * 60_000 + 1));
		expect(await recall('durand', sent.messageId)).toMatchObject({ ok: false, code: 'recall-too-late' });
		here.setNow(new Date(sentAt.getTime() + 60 * 60_000));
		expect(await recall('durand', sent.messageId)).toMatchObject({ ok: true });
		// A second click finds it done.
		expect(await recall('durand', sent.messageId)).toMatchObject({ ok: true, value: { unread: 0, read: 0 } });
	});

	test('what is still held back, or on its way, reaches nobody any more', async () => {
		const answer = await here.app.call('messaging.send', world.actor('durand'), {
			to: [person('sophie')],
			subject: 'Trop vite',
			body: 'Bonjour',
			key: randomUUID(),
			hold: 10
		});
		if (!answer.ok) throw new Error(answer.message);
		const hidden = () => here.admin.query('select 1 from messaging.draft where owner_id = $1', [world.people.durand]);
		expect((await hidden()).rowCount).toBe(1);
		expect(await recall('durand', answer.value.messageId)).toMatchObject({ ok: true, value: { unread: 0, underway: true } });
		// The draft it could have become again goes with it.
		expect((await hidden()).rowCount).toBe(0);
		here.setNow(new Date(Date.now() + 60_000));
		await job('messaging.deliver', { messageId: answer.value.messageId });
		expect((await inboxOf(here, world, 'sophie')).map((one) => one.subject)).not.toContain('Trop vite');
	});

	test('leaves one line in the audit trail', async () => {
		const sent = await sendAs(here, world, 'durand', [person('sophie')]);
		await recall('durand', sent.messageId);
		const { rows } = await here.admin.query(`select details from core.audit where command = 'messaging.recall' and subject_id = $1`, [sent.messageId]);
		expect(rows).toEqual([{ details: { unread: 1, read: 0 } }]);
	});
});
