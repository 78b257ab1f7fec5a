import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../../tests/support/database.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';
import { inboxOf, letter, messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(test_);
});
const person = (name: Name) => `person:${world.people[name]}`;
const call = (from: Name, input: unknown) => test_.app.call('messaging.send', world.actor(from), input);

describe('messaging.send', () => {
	test('reaches the parents of a class, once each, and the pupils do not see it', async () => {
		const sent = await sendAs(test_, world, 'durand', [`group:${world.classA}:guardians`, person('sophie')], { subject: 'Sortie au musée' });
		expect(sent).toMatchObject({ recipients: 1, underway: false, again: false });
		expect(await inboxOf(test_, world, 'sophie')).toMatchObject([{ subject: 'Sortie au musée', from: 'Mme Durand', unread: true }]);
		expect(await inboxOf(test_, world, 'lea')).toEqual([]);
		expect(await inboxOf(test_, world, 'marc')).toEqual([]);
	});

	test('leaves one line in the audit trail, without a word of the message', async () => {
		const sent = await sendAs(test_, world, 'durand', [person('principalA')], { subject: 'Confidentiel', body: 'Le mot de passe du coffre' });
		const { rows } = await test_.admin.query('select command, subject_id, outcome, details from core.audit where subject_id = $1', [sent.messageId]);
		expect(rows).toEqual([{ command: 'messaging.send', subject_id: sent.messageId, outcome: 'done', details: { recipients: 1 } }]);
	});

	/** The default communication rules, asked through sending. */
	const rules: [Name, Name, boolean][] = [
		['lea', 'durand', true],
		['lea', 'staffA', true],
		['lea', 'petit', false],
		['lea', 'tom', false],
		['lea', 'sophie', false],
		['lea', 'marc', false],
		['lea', 'principalA', false],
		['lea', 'blanc', false],
		['lea', 'department', false],
		['sophie', 'durand', true],
		['sophie', 'staffA', true],
		['sophie', 'principalA', true],
		['sophie', 'petit', false],
		['sophie', 'marc', false],
		['sophie', 'tom', false],
		['sophie', 'principalB', false],
		['sophie', 'department', false],
		['durand', 'lea', true],
		['durand', 'tom', true],
		['durand', 'marc', true],
		['durand', 'petit', true],
		['durand', 'principalA', true],
		['durand', 'zoe', false],
		['durand', 'blanc', false],
		['durand', 'principalB', false],
		['durand', 'nadia', false],
		['staffA', 'marc', true],
		['staffA', 'staffB', false],
		['principalA', 'lea', true],
		['principalA', 'department', true],
		['principalA', 'principalB', false],
		['department', 'principalA', true],
		['department', 'staffB', true],
		['department', 'sophie', false],
		['department', 'lea', false],
		['department', 'durand', false],
		['academy', 'principalB', true],
		['academy', 'nadia', false],
		['operator', 'lea', false],
		['operator', 'sophie', false],
		['operator', 'durand', false]
	];
	test.each(rules)('%s → %s: %s', async (from, to, allowed) => {
		const answer = await call(from, letter([person(to)]));
		expect(answer.ok ? 'sent' : answer.status).toEqual(allowed ? 'sent' : expect.toBeOneOf([403, 404]));
	});

	test('names those who may not be written to, and sends to nobody', async () => {
		const before = await inboxOf(test_, world, 'durand');
		const answer = await call('lea', letter([person('durand'), person('tom')]));
		expect(answer).toMatchObject({ ok: false, status: 403, code: 'recipient-unreachable' });
		expect(answer.ok || answer.message).toContain('Tom Petit');
		expect(answer.ok || answer.message).not.toContain('Durand');
		expect(await inboxOf(test_, world, 'durand')).toEqual(before);
	});

	test('refuses a class as a whole when one of its people may not be written to', async () => {
		const answer = await call('sophie', letter([`group:${world.classA}:guardians`, `group:${world.classA}:pupils`]));
		expect(answer).toMatchObject({ ok: false, code: 'recipient-unreachable' });
		expect(answer.ok || answer.message).toContain('élèves de la 5e B');
	});

	test('answers the same about a person of another school and one who does not exist', async () => {
		const foreign = await call('durand', letter([person('zoe')]));
		const nobody = await call('durand', letter([`person:${randomUUID()}`]));
		expect(foreign).toEqual(nobody);
		const class_ = await call('durand', letter([`group:${world.classB}:guardians`]));
		expect(class_).toEqual(nobody);
	});

	test('a whole school is for its principal and staff, everybody for the département', async () => {
		const guardians = [`school:${world.schoolA}:guardians`];
		expect(await call('durand', letter(guardians))).toMatchObject({ ok: false, code: 'recipient-unreachable' });
		expect(await sendAs(test_, world, 'principalA', guardians)).toMatchObject({ recipients: 2 });
		expect(await call('principalB', letter(guardians))).toMatchObject({ ok: false, status: 403 });
		expect(await call('principalA', letter(['everywhere:guardians']))).toMatchObject({ ok: false, status: 403 });
		expect(await sendAs(test_, world, 'department', [`school:${world.schoolB}:guardians`])).toMatchObject({ recipients: 1 });
		expect(await sendAs(test_, world, 'department', ['everywhere:guardians'])).toMatchObject({ recipients: null, underway: true });
	});

	test('a double click, a retry and twenty at the same moment send one message', async () => {
		const once = letter([person('petit')], { subject: 'Une seule fois' });
		const answers = await Promise.all(Array.from({ length: 20 }, () => call('durand', once)));
		const ids = answers.map((answer) => (answer.ok ? answer.value.messageId : answer.code));
		expect(new Set(ids).size).toBe(1);
		expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1);
		const received = (await inboxOf(test_, world, 'petit')).filter((one) => one.subject === 'Une seule fois');
		expect(received).toHaveLength(1);
		expect((await test_.admin.query(`select 1 from messaging.thread where id not in (select thread_id from messaging.message)`)).rows).toEqual([]);
	});

	test('the same key of another person is another message', async () => {
		const key = randomUUID();
		const one = await sendAs(test_, world, 'durand', [person('petit')], { key });
		const other = await sendAs(test_, world, 'petit', [person('durand')], { key });
		expect(other.again).toBe(false);
		expect(other.messageId).not.toBe(one.messageId);
	});

	test('says beside the field what is missing', async () => {
		expect(await call('lea', { ...letter([]), subject: ' ' })).toMatchObject({ ok: false, status: 422, fields: { subject: 'Remplis ce champ.' } });
		expect(await call('lea', letter([]))).toMatchObject({ ok: false, status: 422, fields: { to: 'Choisis au moins un destinataire.' } });
		expect(await call('lea', letter([person('lea')]))).toMatchObject({ ok: false, status: 422 });
	});

	test('a pupil sends to thirty people at most, and sixty messages a day', async () => {
		const client = test_.admin;
		for (let at = 0; at < 31; at++) {
			const id = randomUUID();
			await client.query(`insert into directory.person (id, kind, login, given_name, family_name) values ($1, 'adult', $2, 'A', 'B')`, [id, `a.b${at}`]);
			await client.query(`insert into directory.role (person_id, school_id, profile) values ($1, $2, 'teacher')`, [id, world.schoolB]);
			await client.query(`insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, 'teacher')`, [world.classB, id, world.schoolB]);
		}
		expect(await call('zoe', letter([`group:${world.classB}:teachers`]))).toMatchObject({ ok: false, status: 429, code: 'too-many-recipients' });
		for (let at = 0; at < 60; at++) await sendAs(test_, world, 'zoe', [person('blanc')]);
		const stopped = await call('zoe', letter([person('blanc')]));
		expect(stopped).toMatchObject({ ok: false, status: 429, code: 'too-many-messages' });
		expect(stopped.ok || stopped.message).toContain('60');
		test_.setNow(new Date(Date.now() + 25 * 60 * 60 * 1000));
		expect((await call('zoe', letter([person('blanc')]))).ok).toBe(true);
		test_.setNow(null);
	});

	test('row level security keeps a mailbox and a name from being forged', async () => {
		const { messageId, threadId } = await sendAs(test_, world, 'durand', [person('petit')]);
		const asLea = <T>(work: (db: Parameters<Parameters<typeof test_.app.database.transaction>[1]>[0]) => Promise<T>) =>
			test_.app.database.transaction({ role: 'actor', actor: world.actor('lea'), readOnly: false, keep: () => false }, work);
		await expect(
			asLea((db) =>
				db.insertInto('messaging.entry').values({ message_id: messageId, account_id: world.people.lea, thread_id: threadId, sent_at: new Date(), read_at: null }).execute()
			)
		).rejects.toThrow(/row-level security/);
		await expect(
			asLea((db) =>
				db
					.insertInto('messaging.message')
					.values({
						id: randomUUID(),
						thread_id: threadId,
						sender_id: world.people.durand,
						sender_name: 'x',
						sender_profile: 'teacher',
						subject: 'x',
						body: 'x',
						audience: '[]',
						recipient_count: 0,
						idempotency_key: randomUUID(),
						sent_at: new Date()
					})
					.execute()
			)
		).rejects.toThrow(/row-level security/);
		expect(await asLea((db) => db.selectFrom('messaging.message').select('id').where('id', '=', messageId).execute())).toEqual([]);
		expect(await asLea((db) => db.selectFrom('messaging.thread').select('id').where('id', '=', threadId).execute())).toEqual([]);
		expect(await asLea((db) => db.selectFrom('messaging.entry').select('message_id').where('message_id', '=', messageId).execute())).toEqual([]);
	});
});
