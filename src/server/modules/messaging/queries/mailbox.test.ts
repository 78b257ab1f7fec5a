import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#kernel/context';
import { useTestApp } from '../../../../../tests/support/database.ts';
import type { Name, World } from '../../../../../tests/support/world.ts';
import { messagingWorld, sendAs } from '../../../../../tests/support/messaging.ts';

const test_ = useTestApp();
let world: World;
beforeAll(async () => {
	world = await messagingWorld(test_);
});
const person = (name: Name) => `person:${world.people[name]}`;

async function value<T>(answer: Promise<{ ok: true; value: T } | { ok: false; code: string }>): Promise<T> {
	const given = await answer;
	if (!given.ok) throw new Error(given.code);
	return given.value;
}
const inbox = (who: Name, input: object = {}) => value(test_.app.call('messaging.inbox', world.actor(who), input));
const unread = (who: Name) => value(test_.app.call('messaging.unread-count', world.actor(who), {}));

describe('the mailbox', () => {
	test('pages through every message once, the latest first', async () => {
		const start = Date.now();
		for (let at = 0; at < 65; at++) {
			// Several at the same moment, to see that none falls between two pages.
			test_.setNow(new Date(start + Math.floor(at / 4) * 1000));
			await sendAs(test_, world, 'durand', [person('petit')], { subject: `Message ${at}` });
		}
		test_.setNow(null);
		const seen: string[] = [];
		let before: string | null = null;
		const sizes: number[] = [];
		do {
			const page: Awaited<ReturnType<typeof inbox>> = await inbox('petit', before ? { before } : {});
			seen.push(...page.messages.map((one) => one.id));
			sizes.push(page.messages.length);
			before = page.older;
		} while (before);
		expect(sizes).toEqual([30, 30, 5]);
		expect(new Set(seen).size).toBe(65);
		const sent = await value(test_.app.call('messaging.sent', world.actor('durand'), {}));
		expect(sent.messages).toHaveLength(30);
		expect(sent.messages[0]).toMatchObject({ to: 'Mme Jean Petit', recipients: 1, delivered: null });
		expect(sent.older).not.toBeNull();
	});

	test('counts what is unread, and opening the conversation reads it', async () => {
		const one = await sendAs(test_, world, 'principalA', [person('lea')]);
		await sendAs(test_, world, 'durand', [person('lea')]);
		expect(await unread('lea')).toEqual({ count: 2, label: '2' });
		expect(await value(test_.app.call('messaging.mark-read', world.actor('lea'), { threadId: one.threadId }))).toEqual({ marked: 1 });
		expect(await unread('lea')).toEqual({ count: 1, label: '1' });
		expect((await inbox('lea', { unread: true })).messages).toHaveLength(1);
		await value(test_.app.call('messaging.mark-unread', world.actor('lea'), { messageId: one.messageId }));
		expect(await unread('lea')).toEqual({ count: 2, label: '2' });
		expect((await test_.admin.query(`select 1 from core.audit where command like 'messaging.mark%'`)).rows).toEqual([]);
	});

	test('says 99+ rather than counting on', async () => {
		for (let at = 0; at < 101; at++) await sendAs(test_, world, 'principalA', [person('staffA')]);
		expect(await unread('staffA')).toEqual({ count: 100, label: '99+' });
	});
});

describe('with many entries in the table', () => {
	beforeAll(async () => {
		await test_.admin.query(
			`
			with people as (
				insert into directory.person (kind, login, given_name, family_name) select 'adult', 'many.' || n, 'A', 'B' from generate_series(1, 1000) n returning id
			), threads as (
				insert into messaging.thread (id, started_by, started_at) select uuidv7(), $1, now() from generate_series(1, 300) returning id
			), messages as (
				insert into messaging.message (id, thread_id, sender_id, sender_name, sender_profile, subject, body, audience, recipient_count, idempotency_key, sent_at)
				select uuidv7(), id, $1, 'M. Blanc', 'teacher', 'Sujet', 'Texte', '[]', 1000, gen_random_uuid(), now() - random() * interval '90 days' from threads returning id, thread_id, sent_at
			)
			insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at)
			select m.id, p.id, m.thread_id, m.sent_at, case when random() < 0.97 then now() end from messages m cross join (select id from people union all select $2::uuid) p`,
			[world.people.blanc, world.people.petit]
		);
		await test_.admin.query('vacuum analyze messaging.entry');
		await test_.admin.query('vacuum analyze messaging.message');
	});

	/** The plan the web role gets, with row level security. */
	async function plan(query: (db: Db) => ReturnType<typeof sql>): Promise<string> {
		return test_.app.database.transaction({ role: 'actor', actor: world.actor('petit'), readOnly: true, keep: () => false }, async (db) => {
			const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (analyze, costs off, timing off, summary off) ${query(db)}`.execute(db);
			return rows.map((row) => row['QUERY PLAN']).join('\n');
		});
	}

	test('a page of the inbox is one range of the mailbox index', async () => {
		const text = await plan(
			() => sql`select m.id, e.thread_id, e.sent_at, e.read_at, m.sender_name, m.subject, m.preview
			from messaging.entry e join messaging.message m on m.id = e.message_id
			where e.account_id = ${world.people.petit} and e.folder = 'inbox' order by e.sent_at desc, e.message_id desc limit 31`
		);
		expect(text).toContain('entry_mailbox');
		expect(text).toContain('message_pkey');
		expect(text).not.toMatch(/Seq Scan|Sort|hashed/);
	});

	test('the unread count reads nothing but its index', async () => {
		const text = await plan(
			() => sql`select count(*) from (select from messaging.entry where account_id = ${world.people.petit} and read_at is null and folder = 'inbox' limit 100) waiting`
		);
		expect(text).toContain('Index Only Scan using entry_unread');
	});

	test('a conversation is read by its messages, and whether one received each by its key', async () => {
		const {
			rows: [row]
		} = await test_.admin.query<{ id: string }>('select id from messaging.thread limit 1 offset 90');
		const text = await plan(
			() => sql`select m.id from messaging.message m left join messaging.entry e on e.message_id = m.id and e.account_id = ${world.people.petit}
			where m.thread_id = ${row?.id} and (m.sender_id = ${world.people.petit} or e.account_id = ${world.people.petit}) order by m.sent_at desc, m.id desc limit 100`
		);
		expect(text).toContain('message_thread');
		expect(text).toContain('entry_pkey');
		expect(text).not.toMatch(/Seq Scan|hashed/);
	});
});
