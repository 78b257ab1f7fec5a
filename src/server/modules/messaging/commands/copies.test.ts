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
const ok = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; code: string; message: string }>): Promise<T> => {
	const got = await answer;
	if (!got.ok) throw new Error(`${got.code}: ${got.message}`);
	return got.value;
};
const sendCopies = (from: Name, to: Name[], cc: Name[], bcc: Name[], more: object = {}) =>
	ok(test_.app.call('messaging.send', world.actor(from), { ...letter(to.map(person)), cc: cc.map(person), bcc: bcc.map(person), ...more }));
const seenBy = async (who: Name, id: string) => (await ok(test_.app.call('messaging.thread', world.actor(who), { id }))).messages.at(-1);
const reply = (from: Name, messageId: string, all: boolean) => test_.app.call('messaging.reply', world.actor(from), { messageId, all, body: 'Bien reçu.', key: randomUUID() });
const deliver = (messageId: string) => test_.app.jobs.find((job) => job.name === 'messaging.deliver')?.run({ messageId });

describe('copies', () => {
	test('everybody on the three lines gets it, each once', async () => {
		const sent = await ok(
			test_.app.call('messaging.send', world.actor('durand'), {
				...letter([person('sophie')]),
				cc: [person('petit'), person('sophie')],
				bcc: [person('principalA'), person('petit')]
			})
		);
		expect(sent.recipients).toBe(3);
		for (const who of ['sophie', 'petit', 'principalA'] as const) expect((await inboxOf(test_, world, who)).filter((one) => one.id === sent.messageId)).toHaveLength(1);
	});

	test('a blind copy is seen by nobody but who wrote it and who had it', async () => {
		const sent = await sendCopies('durand', ['petit'], ['staffA'], ['principalA', 'sophie']);
		for (const who of ['petit', 'staffA'] as const) {
			const text = JSON.stringify(await seenBy(who, sent.threadId));
			for (const hidden of ['Leroy', 'Martin', world.people.principalA, world.people.sophie]) expect(text).not.toContain(hidden);
			expect(await seenBy(who, sent.threadId)).toMatchObject({ blind: false, hidden: 0 });
		}
		const blind = await seenBy('principalA', sent.threadId);
		expect(blind).toMatchObject({ blind: true, toMe: false, ccMe: false });
		expect(JSON.stringify(blind)).not.toContain('Martin');
		const list = await ok(test_.app.call('messaging.sent', world.actor('durand'), {}));
		expect(list.messages[0]?.to).toContain('Leroy');
	});

	test('row level security keeps the line of blind copies from whoever received the message', async () => {
		const sent = await sendCopies('durand', ['petit'], [], ['principalA']);
		const rows = (who: Name) =>
			test_.app.database.transaction({ role: 'actor', actor: world.actor(who), readOnly: true, keep: () => false }, (db) =>
				db.selectFrom('messaging.blind_copy').select('message_id').where('message_id', '=', sent.messageId).execute()
			);
		expect(await rows('durand')).toHaveLength(1);
		for (const who of ['petit', 'principalA', 'department', 'operator'] as const) expect(await rows(who)).toEqual([]);
	});

	test('an answer to all goes to the open lines, with copies as copies, and never to a blind copy', async () => {
		const sent = await sendCopies('durand', ['petit'], ['staffA'], ['principalA']);
		const answer = await ok(reply('petit', sent.messageId, true));
		expect(answer.recipients).toBe(2);
		expect((await inboxOf(test_, world, 'principalA')).map((one) => one.id)).not.toContain(answer.messageId);
		expect(await seenBy('staffA', sent.threadId)).toMatchObject({ ccMe: true, toMe: false });
		expect(await reply('principalA', sent.messageId, true)).toMatchObject({ ok: false, code: 'blind-answers-sender' });
		expect(await ok(reply('principalA', sent.messageId, false))).toMatchObject({ recipients: 1 });
	});

	test('a large audience with blind copies: whoever is also in the open is not called blind', async () => {
		await test_.admin.query(
			`with made as (insert into directory.person (kind, login, title, given_name, family_name)
				select 'adult', 'invite.' || n, 'M.', 'Parent', 'Numéro ' || n from generate_series(1, 250) n returning id)
			insert into directory.role (person_id, school_id, profile) select id, $1, 'guardian' from made`,
			[world.schoolB]
		);
		const sent = await ok(
			test_.app.call('messaging.send', world.actor('department'), {
				...letter([`school:${world.schoolB}:guardians`]),
				bcc: [`school:${world.schoolB}:principals`, 'everywhere:guardians']
			})
		);
		expect(sent).toMatchObject({ underway: true });
		await deliver(sent.messageId);
		const { rows } = await test_.admin.query<{ id: string; blind: boolean }>('select account_id as id, blind from messaging.entry where message_id = $1', [sent.messageId]);
		const blind = new Map(rows.map((row) => [row.id, row.blind]));
		expect(blind.get(world.people.nadia)).toBe(false);
		expect(blind.get(world.people.principalB)).toBe(true);
		expect(blind.get(world.people.sophie)).toBe(true);
		expect(rows.filter((row) => row.blind)).toHaveLength(3);
	});

	test('head teachers of a school are one audience', async () => {
		const token = `school:${world.schoolA}:head-teachers`;
		expect(await ok(test_.app.call('messaging.count-recipients', world.actor('principalA'), { to: [token] }))).toMatchObject({ total: 1 });
		const found = await ok(test_.app.call('messaging.find-recipients', world.actor('principalA'), { q: 'profs principaux' }));
		expect(found.suggestions.map((one) => one.token)).toContain(token);
		expect((await test_.app.call('messaging.send', world.actor('lea'), letter([`school:${world.schoolB}:head-teachers`]))).ok).toBe(false);
	});

	test('no answer is possible where none is wanted, and only staff may want none', async () => {
		const sent = await sendCopies('durand', ['sophie'], [], [], { repliesOff: true });
		expect(await seenBy('sophie', sent.threadId)).toMatchObject({ repliesOff: true });
		expect((await ok(test_.app.call('messaging.thread', world.actor('sophie'), { id: sent.threadId }))).reply).toBeNull();
		expect(await reply('sophie', sent.messageId, false)).toMatchObject({ ok: false, status: 403, code: 'replies-off' });
		expect(await ok(reply('durand', sent.messageId, false))).toMatchObject({ recipients: 1 });
		expect(await test_.app.call('messaging.send', world.actor('sophie'), { ...letter([person('durand')]), repliesOff: true })).toMatchObject({ ok: false, status: 403 });
	});

	test('urgent is for the direction', async () => {
		expect((await sendCopies('principalA', ['sophie'], [], [], { urgent: true })).messageId).toBeTruthy();
		expect(await test_.app.call('messaging.send', world.actor('durand'), { ...letter([person('sophie')]), urgent: true })).toMatchObject({ ok: false, code: 'urgent-not-yours' });
	});

	test('formatted text is kept as it was, with its words as plain text', async () => {
		const document = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'À lundi', marks: [{ type: 'bold' }] }] }] };
		const sent = await ok(test_.app.call('messaging.send', world.actor('durand'), { ...letter([person('sophie')]), body: '', document }));
		expect(await seenBy('sophie', sent.threadId)).toMatchObject({ body: 'À lundi', document });
		const hostile = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] }] }] };
		expect(await test_.app.call('messaging.send', world.actor('durand'), { ...letter([person('sophie')]), document: hostile })).toMatchObject({ ok: false, status: 422 });
		expect(await test_.app.call('messaging.send', world.actor('durand'), { ...letter([person('sophie')]), body: ' ', document: '' })).toMatchObject({
			ok: false,
			fields: { body: 'Remplissez ce champ.' }
		});
	});

	test('passing on quotes the message with who wrote it and when, and only what one may see', async () => {
		const first = await sendCopies('sophie', ['durand'], [], [], { subject: 'Absence de Léa' });
		const passed = await ok(
			test_.app.call('messaging.send', world.actor('durand'), {
				...letter([person('principalA')], { subject: 'Tr : Absence de Léa', body: 'Pour information.' }),
				forwardsId: first.messageId
			})
		);
		const seen = await seenBy('principalA', passed.threadId);
		expect(seen?.body).toMatch(/^Pour information\.\n\nMessage de Mme Martin, .+\n\nObjet\u202f: Absence de Léa\n\n> Bonjour à toutes et à tous\.$/);
		expect(await test_.app.call('messaging.send', world.actor('petit'), { ...letter([person('principalA')]), forwardsId: first.messageId })).toMatchObject({
			ok: false,
			status: 404
		});
		expect(await test_.app.call('messaging.start-letter', world.actor('petit'), { forwardsId: first.messageId })).toMatchObject({ ok: false, status: 404 });
	});

	test('the list of recipients names those one may write to, a page at a time', async () => {
		const list = await ok(test_.app.call('messaging.list-recipients', world.actor('durand'), { to: [`group:${world.classA}:guardians`, person('petit')] }));
		expect(list).toMatchObject({ total: 2, listed: 2, pages: 1 });
		expect(list.people.map((one) => one.name)).toEqual(['Mme Sophie Martin', 'Mme Jean Petit']);
		const campaign = await ok(test_.app.call('messaging.list-recipients', world.actor('department'), { to: [`school:${world.schoolA}:guardians`] }));
		expect(campaign).toMatchObject({ total: 2, listed: 0, people: [] });
	});

	test('who never activated an account is counted, and named to those who work with families', async () => {
		await test_.admin.query('delete from identity.account where person_id = $1', [world.people.sophie]);
		const to = [`group:${world.classA}:guardians`, person('petit')];
		expect(await ok(test_.app.call('messaging.recipients-never-came', world.actor('durand'), { to }))).toMatchObject({ count: 1, people: [{ name: 'Mme Sophie Martin' }] });
		expect(await test_.app.call('messaging.recipients-never-came', world.actor('lea'), { to: [person('durand')] })).toMatchObject({ ok: false, status: 403 });
		const campaign = await ok(test_.app.call('messaging.recipients-never-came', world.actor('department'), { to: [`school:${world.schoolA}:guardians`] }));
		expect(campaign).toMatchObject({ count: 1, people: [] });
		expect(await test_.app.call('messaging.recipients-never-came', world.actor('durand'), { to: [`group:${world.classB}:guardians`] })).toMatchObject({ ok: false, status: 404 });
	});
});
