import { beforeAll, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import type { World } from '../../../../tests/support/world.ts';
import { messagingWorld, sendAs } from '../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
const PARENTS = 12_000;

beforeAll(async () => {
	world = await messagingWorld(test_);
	await test_.admin.query(
		`
		with made as (
			insert into directory.person (kind, login, title, given_name, family_name)
			select 'adult', 'parent.' || n, 'M.', 'Parent', 'Numéro ' || n from generate_series(1, ${PARENTS}) n returning id)
		insert into directory.role (person_id, school_id, profile) select id, $1, 'guardian' from made`,
		[world.schoolB]
	);
	await test_.admin.query('analyze directory.person, directory.role');
});

const deliver = (messageId: string) => test_.app.jobs.find((job) => job.name === 'messaging.deliver')?.run({ messageId });
const count = async (messageId: string) =>
	Number((await test_.admin.query<{ n: number }>('select count(*) as n from messaging.entry where message_id = $1', [messageId])).rows[0]?.n);

describe('delivery to a large audience', () => {
	test('is accepted at once, then put into every mailbox once', async () => {
		const sent = await sendAs(test_, world, 'department', ['everywhere:guardians'], { subject: 'Reprise des cours' });
		// Accepting writes the message and one line of what is to be done: nobody's mailbox, nobody's centre.
		expect(sent).toMatchObject({ recipients: null, underway: true });
		expect(await count(sent.messageId)).toBe(0);
		expect((await test_.admin.query(`select from notifications.event where kind = 'message' and key = $1`, [sent.messageId])).rowCount).toBe(0);
		expect((await test_.admin.query('select delivered, reached, finished_at from messaging.delivery where message_id = $1', [sent.messageId])).rows).toEqual([
			{ delivered: 0, reached: null, finished_at: null }
		]);
		expect((await test_.admin.query('select job, data from core.outbox')).rows).toContainEqual({ job: 'messaging.deliver', data: { messageId: sent.messageId } });

		await deliver(sent.messageId);
		expect(await count(sent.messageId)).toBe(PARENTS + 3);
		await deliver(sent.messageId);
		expect(await count(sent.messageId)).toBe(PARENTS + 3);
		const { rows: told } = await test_.admin.query<{ n: number }>(
			`select count(*)::int as n from notifications.notice n join notifications.event e on e.id = n.event_id where e.key = $1`,
			[sent.messageId]
		);
		expect(told).toEqual([{ n: PARENTS + 3 }]);
		const list = await test_.app.call('messaging.sent', world.actor('department'), {});
		expect(list.ok && list.value.messages[0]).toMatchObject({ to: 'parents de tous les collèges', recipients: PARENTS + 3, delivered: null });
		const nadia = await test_.app.call('messaging.inbox', world.actor('nadia'), {});
		expect(nadia.ok && nadia.value.messages).toMatchObject([{ subject: 'Reprise des cours', from: 'Mme Besson', unread: true }]);
	});

	test('goes on where a dead worker left it, and two workers at once double nobody', async () => {
		const sent = await sendAs(test_, world, 'department', ['everywhere:guardians']);
		// A worker that died after one batch whose progress was lost would be the worst case.
		await test_.admin.query(
			`insert into messaging.entry (message_id, account_id, thread_id, sent_at)
			select $1, person_id, $2, now() from directory.role where profile = 'guardian' order by person_id limit 5000`,
			[sent.messageId, sent.threadId]
		);
		await Promise.all([deliver(sent.messageId), deliver(sent.messageId), deliver(sent.messageId)]);
		expect(await count(sent.messageId)).toBe(PARENTS + 3);
		const { rows } = await test_.admin.query('select delivered, finished_at is not null as finished from messaging.delivery where message_id = $1', [sent.messageId]);
		expect(rows).toEqual([{ delivered: PARENTS + 3, finished: true }]);
	});

	test('a delivery whose job was lost is taken up again', async () => {
		const sent = await sendAs(test_, world, 'department', ['everywhere:guardians']);
		const resume = test_.app.jobs.find((job) => job.name === 'messaging.resume-deliveries');
		await resume?.run({});
		expect(await count(sent.messageId)).toBe(0);
		test_.setNow(new Date(Date.now() + 10 * 60_000));
		await resume?.run({});
		test_.setNow(null);
		expect(await count(sent.messageId)).toBe(PARENTS + 3);
	});

	test('a rolled back sending leaves no job', async () => {
		const before = (await test_.admin.query('select 1 from core.outbox')).rowCount;
		const answer = await test_.app.call('messaging.send', world.actor('principalB'), { to: ['everywhere:guardians'], subject: 'x', body: 'x', key: world.schoolA });
		expect(answer.ok).toBe(false);
		expect((await test_.admin.query('select 1 from core.outbox')).rowCount).toBe(before);
	});

	test('those who left are not written to', async () => {
		await test_.admin.query(`update directory.person set status = 'suspended' where id = $1`, [world.people.marc]);
		const sent = await sendAs(test_, world, 'department', ['everywhere:guardians']);
		await deliver(sent.messageId);
		expect(await count(sent.messageId)).toBe(PARENTS + 2);
		await test_.admin.query(`update directory.person set status = 'active' where id = $1`, [world.people.marc]);
	});

	test('a principal writes to the 12,000 parents of his school only within his limit', async () => {
		expect(await test_.app.call('messaging.count-recipients', world.actor('principalB'), { to: [`school:${world.schoolB}:guardians`] })).toMatchObject({
			ok: true,
			value: { problem: { code: 'too-many-recipients' } }
		});
		expect(await test_.app.call('messaging.count-recipients', world.actor('department'), { to: ['everywhere:guardians'] })).toMatchObject({
			ok: true,
			value: { total: PARENTS + 3, phrase: 'Envoyer aux 12\u202f003 parents de tous les collèges', problem: null }
		});
	});
});
