import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';
import { inboxOf, messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(test_);
});
const person = (name: Name) => `person:${world.people[name]}`;
const reply = (from: Name, messageId: string, more: { all?: boolean; body?: string; key?: string } = {}) =>
	test_.app.call('messaging.reply', world.actor(from), { messageId, body: 'Merci.', key: randomUUID(), ...more });
const threadOf = async (who: Name, id: string) => {
	const answer = await test_.app.call('messaging.thread', world.actor(who), { id });
	if (!answer.ok) throw new Error(answer.code);
	return answer.value;
};

describe('messaging.reply', () => {
	test('between two people it goes on in the same conversation', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie')], { subject: 'Léa' });
		const answer = await reply('sophie', sent.messageId);
		expect(answer).toMatchObject({ ok: true, value: { threadId: sent.threadId, recipients: 1 } });
		expect((await inboxOf(test_, world, 'durand'))[0]).toMatchObject({ subject: 'Léa', from: 'Mme Martin', threadId: sent.threadId });
		expect((await threadOf('sophie', sent.threadId)).messages.map((one) => one.mine)).toEqual([false, true]);
	});

	test('whoever wrote can be answered, even by somebody who could not have written first', async () => {
		const sent = await sendAs(test_, world, 'principalA', [person('lea')]);
		expect((await test_.app.call('messaging.send', world.actor('lea'), { to: [person('principalA')], subject: 'x', body: 'x', key: randomUUID() })).ok).toBe(false);
		expect((await reply('lea', sent.messageId)).ok).toBe(true);
	});

	test('the département is answered by a parent, who may go on from her own answer', async () => {
		const sent = await sendAs(test_, world, 'department', [`school:${world.schoolA}:guardians`], { subject: 'Équipement' });
		const first = await reply('sophie', sent.messageId);
		if (!first.ok) throw new Error(first.code);
		expect((await threadOf('sophie', first.value.threadId)).reply).toMatchObject({ mine: true, to: 'Mme Besson' });
		expect(await reply('sophie', first.value.messageId)).toMatchObject({ ok: true, value: { threadId: first.value.threadId } });
		expect((await inboxOf(test_, world, 'department')).map((one) => one.from)).toEqual(['Mme Martin', 'Mme Martin']);
	});

	test('a private answer to a message of many is a conversation apart, that says what it answers', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie'), person('marc')], { subject: 'Sortie' });
		const answer = await reply('sophie', sent.messageId);
		if (!answer.ok) throw new Error(answer.code);
		expect(answer.value).toMatchObject({ recipients: 1 });
		expect(answer.value.threadId).not.toBe(sent.threadId);
		const seen = await threadOf('durand', answer.value.threadId);
		expect(seen.answers).toMatchObject({ id: sent.messageId, threadId: sent.threadId, mine: true });
		expect((await threadOf('durand', sent.threadId)).messages).toHaveLength(1);
		expect(await test_.app.call('messaging.thread', world.actor('marc'), { id: answer.value.threadId })).toMatchObject({ ok: false, status: 404 });
	});

	test('to all where all may be written to, not by a parent to other parents', async () => {
		const among = await sendAs(test_, world, 'durand', [person('petit'), person('principalA')]);
		expect((await threadOf('petit', among.threadId)).reply).toMatchObject({ all: 2, apart: true });
		expect(await reply('petit', among.messageId, { all: true })).toMatchObject({ ok: true, value: { recipients: 2, threadId: among.threadId } });
		const parents = await sendAs(test_, world, 'durand', [person('sophie'), person('marc')]);
		expect((await threadOf('sophie', parents.threadId)).reply).toMatchObject({ all: null });
		expect(await reply('sophie', parents.messageId, { all: true })).toMatchObject({ ok: false, status: 403, code: 'recipient-unreachable' });
	});

	test('a parent does not learn which other parents were written to', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie'), person('marc'), `family:${world.people.tom}`]);
		const [seen] = (await threadOf('sophie', sent.threadId)).messages;
		expect(seen).toMatchObject({ toMe: true, to: '', hidden: 2 });
		expect((await threadOf('durand', sent.threadId)).messages[0]?.to).toContain('Mme Marc Petit');
	});

	test('a message one never received does not exist: not read, not answered, not listed, not marked', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie')], { subject: 'Secret' });
		const nowhere = randomUUID();
		for (const who of ['marc', 'lea', 'zoe', 'principalA', 'principalB', 'department', 'operator'] as const) {
			const actor = world.actor(who);
			expect(await reply(who, sent.messageId)).toEqual(await reply(who, nowhere));
			expect(await reply(who, sent.messageId)).toMatchObject({ ok: false, status: 404 });
			expect(await test_.app.call('messaging.thread', actor, { id: sent.threadId })).toEqual(await test_.app.call('messaging.thread', actor, { id: nowhere }));
			expect(await test_.app.call('messaging.mark-unread', actor, { messageId: sent.messageId })).toMatchObject({ ok: false, status: 404 });
			expect(await test_.app.call('messaging.mark-read', actor, { threadId: sent.threadId })).toMatchObject({ ok: false, status: 404 });
			expect((await inboxOf(test_, world, who)).map((one) => one.subject)).not.toContain('Secret');
		}
	});

	test('with every policy saying yes, row level security still hides it', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie')]);
		test_.app.engine.allPoliciesYes = true;
		try {
			expect(await reply('marc', sent.messageId)).toMatchObject({ ok: false, status: 404 });
			expect(await test_.app.call('messaging.thread', world.actor('marc'), { id: sent.threadId })).toMatchObject({ ok: false, status: 404 });
		} finally {
			test_.app.engine.allPoliciesYes = false;
		}
	});

	test('an answer sent twice is one answer', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('sophie')]);
		const key = randomUUID();
		const answers = await Promise.all([1, 2, 3, 4].map(() => reply('sophie', sent.messageId, { key })));
		expect(new Set(answers.map((answer) => answer.ok && answer.value.messageId)).size).toBe(1);
		expect((await threadOf('sophie', sent.threadId)).messages).toHaveLength(2);
	});
});
