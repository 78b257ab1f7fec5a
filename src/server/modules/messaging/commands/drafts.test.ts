import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';
import { inboxOf, letter, messagingWorld } from '../../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(test_);
});
const person = (name: Name) => `person:${world.people[name]}`;
type Answer<T> = { ok: true; value: T } | { ok: false; code: string; message: string };
const ok = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
	const got = await answer;
	if (!got.ok) throw new Error(`${got.code}: ${got.message}`);
	return got.value;
};
const fresh = () => ({ draftId: randomUUID(), tab: randomUUID(), key: randomUUID() });
const save = (who: Name, input: object) => test_.app.call('messaging.save-draft', world.actor(who), { to: [person('petit')], subject: 'Conseil', body: 'Bonjour', ...input });
const open = (who: Name, draftId: string) => test_.app.call('messaging.draft', world.actor(who), { draftId });
const listOf = async (who: Name, scheduled = false) => (await ok(test_.app.call('messaging.drafts', world.actor(who), { scheduled }))).drafts;
const send = (who: Name, input: object) => test_.app.call('messaging.send', world.actor(who), input);
const undo = (who: Name, messageId: string) => test_.app.call('messaging.undo-send', world.actor(who), { messageId });
const job = (name: string, data: Record<string, unknown> = {}) => test_.app.jobs.find((one) => one.name === name)?.run(data);
const deliver = (messageId: string) => job('messaging.deliver', { messageId });

describe('drafts', () => {
	test('are kept as typed, listed with their number, and gone once sent', async () => {
		const one = fresh();
		expect(await ok(save('durand', { ...one, cc: [person('staffA')], bcc: [person('principalA')] }))).toMatchObject({ id: one.draftId, revision: 1 });
		expect(await ok(open('durand', one.draftId))).toMatchObject({ subject: 'Conseil', body: 'Bonjour', cc: [person('staffA')], bcc: [person('principalA')] });
		expect((await listOf('durand'))[0]).toMatchObject({ subject: 'Conseil', to: "Mme Jean Petit, Mme Inès N'Guyen et Mme Anne Leroy" });
		const sent = await ok(send('durand', { ...letter([person('petit')], { key: one.key }), draftId: one.draftId, tab: one.tab, revision: 1 }));
		expect(sent.heldUntil).toBeNull();
		expect(await open('durand', one.draftId)).toMatchObject({ ok: false, status: 404 });
	});

	test("are nobody else's, whoever knows their id", async () => {
		const one = fresh();
		await ok(save('durand', one));
		for (const who of ['petit', 'principalA', 'operator'] as const) {
			expect(await open(who, one.draftId)).toMatchObject({ ok: false, status: 404 });
			expect((await save(who, { ...one, to: [] })).ok).toBe(false);
			expect(await test_.app.call('messaging.delete-draft', world.actor(who), { draftId: one.draftId })).toMatchObject({ ok: false, status: 404 });
		}
		await ok(test_.app.call('messaging.delete-draft', world.actor('durand'), { draftId: one.draftId }));
		expect(await open('durand', one.draftId)).toMatchObject({ ok: false, status: 404 });
	});

	test('a tab that saves again, having missed an answer, is not taken for another', async () => {
		const one = fresh();
		await ok(save('durand', one));
		expect(await ok(save('durand', { ...one, body: 'Bonjour à vous' }))).toMatchObject({ revision: 2 });
	});

	test('a second tab is told, chooses, and no word is lost either way', async () => {
		for (const over of ['replace', 'copy'] as const) {
			const first = fresh();
			await ok(save('petit', { ...first, subject: over, body: 'du premier onglet' }));
			const second = { ...first, tab: randomUUID(), revision: 1 };
			await ok(save('petit', { ...second, subject: over, body: 'du deuxième onglet' }));
			const late = { ...first, subject: over, revision: 1, body: 'du premier, plus tard' };
			expect(await save('petit', late)).toMatchObject({ ok: false, status: 409, code: 'draft-changed' });
			// Sending it is refused as well: the other version would be lost with the draft.
			expect(await send('petit', { ...letter([person('durand')], { key: first.key }), ...first, revision: 1 })).toMatchObject({ ok: false, code: 'draft-changed' });
			const kept = await ok(save('petit', { ...late, over }));
			const bodies = await Promise.all((await listOf('petit')).filter((one) => one.subject === over).map(async (one) => (await ok(open('petit', one.id))).body));
			expect(bodies.sort()).toEqual(['du deuxième onglet', 'du premier, plus tard']);
			expect(kept.id === first.draftId).toBe(over === 'replace');
		}
	});

	test('what another tab has sent meanwhile is not sent again under its name, nor lost', async () => {
		const one = fresh();
		await ok(save('durand', one));
		await ok(send('durand', { ...letter([person('petit')], { key: one.key, body: 'parti' }), ...one, revision: 1 }));
		expect(await send('durand', letter([person('petit')], { key: one.key, body: 'autre texte' }))).toMatchObject({ ok: false, status: 409, code: 'sent-from-elsewhere' });
		const other = { ...one, tab: randomUUID(), revision: 1, body: 'autre texte' };
		expect(await save('durand', other)).toMatchObject({ ok: false, code: 'sent-from-elsewhere' });
		const copy = await ok(save('durand', { ...other, over: 'copy' }));
		expect(copy.key).not.toBe(one.key);
	});
});

describe('undo', () => {
	const held = (more: object = {}) => ({ ...letter([person('sophie')], { subject: 'Trop vite' }), cc: [person('petit')], bcc: [person('principalA')], hold: 10, ...more });

	test("a letter held back is in nobody's mailbox, and undone it is the draft it was", async () => {
		const one = fresh();
		const document = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'En gras', marks: [{ type: 'bold' }] }] }] };
		await ok(save('durand', { ...one, body: 'autre' }));
		const sent = await ok(send('durand', held({ key: one.key, draftId: one.draftId, tab: one.tab, revision: 1, body: '', document, repliesOff: true })));
		expect(sent.heldUntil).toBeInstanceOf(Date);
		expect((await listOf('durand')).map((draft) => draft.id)).not.toContain(one.draftId);
		expect((await inboxOf(test_, world, 'sophie')).map((line) => line.id)).not.toContain(sent.messageId);
		expect(await test_.app.call('messaging.thread', world.actor('sophie'), { id: sent.threadId })).toMatchObject({ ok: false, status: 404 });
		expect((await ok(test_.app.call('messaging.sent', world.actor('durand'), {}))).messages[0]).toMatchObject({ id: sent.messageId, heldUntil: sent.heldUntil });

		expect(await ok(undo('durand', sent.messageId))).toEqual({ draftId: one.draftId, again: false });
		expect(await ok(undo('durand', sent.messageId))).toEqual({ draftId: one.draftId, again: true });
		const { rows } = await test_.admin.query('select 1 from messaging.message where id = $1 union all select 1 from messaging.thread where id = $2', [
			sent.messageId,
			sent.threadId
		]);
		expect(rows).toEqual([]);
		expect(await ok(open('durand', one.draftId))).toMatchObject({
			to: [person('sophie')],
			cc: [person('petit')],
			bcc: [person('principalA')],
			subject: 'Trop vite',
			document,
			repliesOff: true
		});
		await deliver(sent.messageId);
		expect((await inboxOf(test_, world, 'sophie')).map((line) => line.subject)).not.toContain('Trop vite');
	});

	test('a form sent again after the undo sends nothing; the draft, sent anew, does', async () => {
		const letter_ = held({ subject: 'Rejoué' });
		const sent = await ok(send('durand', letter_));
		expect(await ok(send('durand', letter_))).toMatchObject({ again: true, messageId: sent.messageId });
		const { draftId } = await ok(undo('durand', sent.messageId));
		expect(await send('durand', letter_)).toMatchObject({ ok: false, status: 409, code: 'message-undone' });
		await ok(test_.app.call('messaging.send-draft', world.actor('durand'), { draftId }));
		expect((await inboxOf(test_, world, 'sophie')).filter((line) => line.subject === 'Rejoué')).toHaveLength(1);
	});

	test('an answer undone is a draft of that answer', async () => {
		const first = await ok(send('sophie', letter([person('durand')])));
		const answer = await ok(test_.app.call('messaging.reply', world.actor('durand'), { messageId: first.messageId, body: 'Oui', key: randomUUID(), hold: 10 }));
		const { draftId } = await ok(undo('durand', answer.messageId));
		expect(await ok(open('durand', draftId))).toMatchObject({ answersId: first.messageId, answersAll: false, body: 'Oui' });
		const again = await ok(test_.app.call('messaging.send-draft', world.actor('durand'), { draftId }));
		expect(again.threadId).toBe(first.threadId);
	});

	test('leaves by itself when its time has come, once, and not before', async () => {
		const sent = await ok(send('durand', held({ subject: 'Dans dix secondes' })));
		const arrived = async (who: Name) => (await inboxOf(test_, world, who)).filter((line) => line.subject === 'Dans dix secondes').length;
		await deliver(sent.messageId);
		expect(await arrived('sophie')).toBe(0);
		test_.setNow(new Date(Date.now() + 11_000));
		await Promise.all([deliver(sent.messageId), deliver(sent.messageId), job('messaging.resume-deliveries')]);
		expect([await arrived('sophie'), await arrived('petit'), await arrived('principalA')]).toEqual([1, 1, 1]);
		expect(await undo('durand', sent.messageId)).toMatchObject({ ok: false, status: 410, code: 'undo-too-late' });
		expect((await test_.admin.query('select 1 from messaging.draft where sent_as = $1', [sent.messageId])).rows).toEqual([]);
		test_.setNow(null);
	});

	test('against the worker, either everybody has it or nobody', async () => {
		for (let round = 0; round < 8; round++) {
			const sent = await ok(send('durand', held({ subject: `Course ${round}` })));
			test_.setNow(new Date(Date.now() + 11_000));
			const [undone] = await Promise.all([undo('durand', sent.messageId), deliver(sent.messageId)]);
			test_.setNow(null);
			const { rows } = await test_.admin.query<{ n: number }>('select count(*)::int as n from messaging.entry where message_id = $1', [sent.messageId]);
			expect(rows[0]?.n).toBe(undone.ok ? 0 : 3);
		}
	});

	test('is for who sent it', async () => {
		const sent = await ok(send('durand', held()));
		for (const who of ['sophie', 'petit', 'principalA', 'operator'] as const) expect(await undo(who, sent.messageId)).toMatchObject({ ok: false, status: 404 });
		await ok(undo('durand', sent.messageId));
	});

	test('an emergency is not held back', async () => {
		expect(await ok(send('principalA', { ...letter([person('sophie')]), hold: 10, urgent: true }))).toMatchObject({ heldUntil: null });
	});
});

describe('sending later', () => {
	const later = async (who: Name, input: object = {}) => {
		const one = fresh();
		await ok(save(who, { ...one, ...input }));
		await ok(test_.app.call('messaging.schedule', world.actor(who), { draftId: one.draftId, day: inDays(2), time: '18:30' }));
		return one;
	};
	const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
	const arrived = async (who: Name, subject: string) => (await inboxOf(test_, world, who)).filter((line) => line.subject === subject).length;

	test('leaves at its hour of Paris, once, as its writer, and not before', async () => {
		const one = await later('durand', { subject: 'Programmé' });
		const [line] = await listOf('durand', true);
		expect(line).toMatchObject({ id: one.draftId, refusedCode: null });
		expect(new Intl.DateTimeFormat('fr', { timeStyle: 'short', timeZone: 'Europe/Paris' }).format(line?.sendAt ?? 0)).toBe('18:30');
		expect(await save('durand', { ...one, body: 'autre' })).toMatchObject({ ok: false, code: 'draft-scheduled' });
		await job('messaging.send-due', { draftId: one.draftId });
		expect(await arrived('petit', 'Programmé')).toBe(0);
		test_.setNow(new Date(Date.now() + 4 * 86_400_000));
		await Promise.all([job('messaging.send-due', { draftId: one.draftId }), job('messaging.send-scheduled')]);
		test_.setNow(null);
		expect(await arrived('petit', 'Programmé')).toBe(1);
		expect(await listOf('durand', true)).toEqual([]);
	});

	test('cancelled, it stays a draft', async () => {
		const one = await later('durand', { subject: 'Annulé' });
		await ok(test_.app.call('messaging.unschedule', world.actor('durand'), { draftId: one.draftId }));
		test_.setNow(new Date(Date.now() + 4 * 86_400_000));
		await job('messaging.send-due', { draftId: one.draftId });
		test_.setNow(null);
		expect(await arrived('petit', 'Annulé')).toBe(0);
		expect((await listOf('durand')).map((draft) => draft.id)).toContain(one.draftId);
	});

	test('with the rights its writer has then: refused, it stays, with the reason', async () => {
		const one = await later('durand', { subject: 'Sans droit', to: [person('sophie')] });
		await test_.admin.query('delete from directory.membership where person_id = $1', [world.people.durand]);
		await test_.admin.query('delete from directory.role where person_id = $1', [world.people.durand]);
		test_.setNow(new Date(Date.now() + 4 * 86_400_000));
		await job('messaging.send-due', { draftId: one.draftId });
		await job('messaging.send-scheduled');
		test_.setNow(null);
		expect(await arrived('sophie', 'Sans droit')).toBe(0);
		const [line] = await listOf('durand', true);
		expect(line?.id).toBe(one.draftId);
		expect(line?.refusedCode).toMatch(/^recipient-un(known|reachable)$/);
		// Asked twice, told once.
		const { rows } = await test_.admin.query(
			'select e.link from notifications.event e join notifications.notice n on n.event_id = e.id where n.account_id = $1 and e.subject_ref = $2',
			[world.people.durand, `draft:${one.draftId}`]
		);
		expect(rows).toEqual([{ link: '/messagerie/programmes' }]);
	});

	test('says at once what cannot work', async () => {
		const one = fresh();
		await ok(save('petit', { ...one, to: [], subject: 'x' }));
		const at = (day: string, time: string) => test_.app.call('messaging.schedule', world.actor('petit'), { draftId: one.draftId, day, time });
		expect(await at(inDays(1), '08:00')).toMatchObject({ ok: false, fields: { to: 'Choisissez au moins un destinataire.' } });
		expect(await at(inDays(-1), '08:00')).toMatchObject({ ok: false, status: 422 });
		expect(await at(inDays(900), '08:00')).toMatchObject({ ok: false, status: 422 });
		expect(await at(inDays(1), '25:00')).toMatchObject({ ok: false, status: 422 });
	});
});

describe('recipients under a name', () => {
	test('are made, used, renamed and forgotten, by their owner alone', async () => {
		const call = <N extends 'messaging.create-recipient-set' | 'messaging.rename-recipient-set' | 'messaging.delete-recipient-set'>(name: N, who: Name, input: object) =>
			test_.app.call(name, world.actor(who), input);
		const { id } = await ok(call('messaging.create-recipient-set', 'principalA', { name: 'Équipe de 5e', tokens: [person('petit'), `group:${world.classA}:teachers`] }));
		expect(await call('messaging.create-recipient-set', 'principalA', { name: 'Équipe de 5e', tokens: [person('petit')] })).toMatchObject({ ok: false, status: 422 });
		expect(await call('messaging.create-recipient-set', 'principalA', { name: 'Ailleurs', tokens: [person('zoe')] })).toMatchObject({ ok: false, status: 404 });
		expect(await call('messaging.rename-recipient-set', 'petit', { setId: id, name: 'Pris' })).toMatchObject({ ok: false, status: 404 });
		await ok(call('messaging.rename-recipient-set', 'principalA', { setId: id, name: 'Équipe des 5e' }));
		expect((await ok(test_.app.call('messaging.recipient-sets', world.actor('principalA'), {}))).sets).toMatchObject([
			{ name: 'Équipe des 5e', tokens: expect.arrayContaining([person('petit')]) }
		]);
		expect((await ok(test_.app.call('messaging.recipient-sets', world.actor('petit'), {}))).sets).toEqual([]);
		expect(await call('messaging.delete-recipient-set', 'petit', { setId: id })).toMatchObject({ ok: false, status: 404 });
		await ok(call('messaging.delete-recipient-set', 'principalA', { setId: id }));
	});

	test("a signature is one's own", async () => {
		await ok(test_.app.call('messaging.set-signature', world.actor('principalA'), { signature: 'Anne Leroy' }));
		expect(await ok(test_.app.call('messaging.start-letter', world.actor('principalA'), {}))).toMatchObject({ signature: 'Anne Leroy', may: { urge: true, closeReplies: true } });
		expect(await ok(test_.app.call('messaging.start-letter', world.actor('lea'), {}))).toMatchObject({ signature: '', may: { urge: false, closeReplies: false } });
	});
});
