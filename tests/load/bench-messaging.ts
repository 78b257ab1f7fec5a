/**
 * `node tests/load/bench-messaging.ts [millions …]`: a mailbox page, a conversation and the unread count with
 * few and with many entries in the table, a search over the 20,000 messages of one person, and a message to
 * 130,000 guardians, with all they are told of it. `broadcast` instead of millions: the last alone. Ratios and
 * the machine beside them, processor seconds beside elapsed ones; PostgreSQL in a folder of its own.
 */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Person, Profile } from '#kernel/actor';
import { loadConfig } from '#platform/config';
import { addresses, embedded, startServer } from '#platform/installation';
import { migrate } from '#platform/migrate';
import { connection, signalStop, superuser } from '#platform/postgres';
import { ensureRoles, OWNER, rolePassword } from '#platform/roles';
import { composeApp } from '../../src/processes/compose.ts';

const SCHOOLS = 128;
const GUARDIANS = 130_000;
const CALLS = 400;
/** Of CALLS each; one that the machine disturbed does not count. */
const ROUNDS = 5;
const broadcastAlone = process.argv[2] === 'broadcast';
const millions = broadcastAlone ? [] : process.argv.slice(2).map(Number);
/** Of the person who searches. */
const MAILBOX = 20_000;

const data = mkdtempSync(join(tmpdir(), 'preau-bench-messaging-'));
const config = loadConfig({ PREAU_DATA: data, PREAU_LOG: 'error' });
const local = embedded(config);
const server = await startServer(local);
const NAME = 'bench';
await ensureRoles(config, connection(local, superuser, local.superuserPassword, 'postgres'), NAME);
await migrate(connection(local, OWNER, rolePassword(config, OWNER), NAME));
const admin = new pg.Pool({ ...connection(local, superuser, local.superuserPassword, NAME), max: 1 });
// The server may end it first.
admin.on('error', () => undefined);
const app = composeApp(config, addresses(config, NAME), { process: 'bench', connections: 4 });

function say(line = ''): void {
	process.stdout.write(line + '\n');
}

function actor(id: string, profile: Profile, schoolId: string | null): Person {
	return { kind: 'person', id, sessionId: id, roles: [{ profile, schoolId, delegate: false }], profile, locale: 'fr', pending: null, secondFactorAt: null };
}

/** Milliseconds of each call, sorted. */
async function times(
	name: 'messaging.inbox' | 'messaging.thread' | 'messaging.unread-count',
	who: readonly Person[],
	input: (at: number) => object,
	calls = CALLS
): Promise<number[]> {
	const taken: number[] = [];
	for (let at = 0; at < calls; at++) {
		const started = performance.now();
		const answer = await app.call(name, who[at % who.length] as Person, input(at));
		if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
		taken.push(performance.now() - started);
	}
	return taken.sort((a, b) => a - b);
}
/** Seconds of processor: this process, and PostgreSQL with the backends that are there and those that were. */
function processorSeconds(): { node: number; database: number } {
	const { user, system } = process.cpuUsage();
	let ticks = 0;
	for (const pid of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const own = Number(pid) === server.pid;
			if (!own && Number(fields[1]) !== server.pid) continue;
			ticks += Number(fields[11]) + Number(fields[12]) + (own ? Number(fields[13]) + Number(fields[14]) : 0);
		} catch {
			// It has ended meanwhile.
		}
	}
	return { node: (user + system) / 1e6, database: ticks / 100 };
}

/** When the last mailbox was served, in milliseconds after the jobs began. */
let reachedAt = 0;

/** What a worker does with the outbox: the delivery, then two at once of what it enqueued. */
async function runJobs(): Promise<void> {
	const started = performance.now();
	const take = async () =>
		(
			await admin.query<{ job: string; data: Record<string, unknown> }>(
				`delete from core.outbox where id in (select id from core.outbox where job like 'messaging.deliver' or job like 'notifications.spread%' order by id limit 2) returning job, data`
			)
		).rows;
	for (let rows = await take(); rows.length > 0; rows = await take()) {
		await Promise.all(rows.map((row) => app.jobs.find((one) => one.name === row.job)?.run(row.data)));
		if (rows.some((row) => row.job === 'messaging.deliver')) reachedAt = performance.now() - started;
	}
	await admin.query('delete from core.outbox');
}

const quantile = (sorted: number[], part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(2);

try {
	say(`# Messaging · ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), Node ${process.version}; database on the same machine`);
	await admin.query(`insert into directory.school (name) select 'Collège ' || n from generate_series(1, ${SCHOOLS}) n`);
	await admin.query(`with s as (select id, row_number() over () as n from directory.school), made as (
			insert into directory.person (kind, login, title, given_name, family_name) select 'adult', 'p.' || n, 'Mme', 'P', 'N' || n from generate_series(1, ${GUARDIANS}) n returning id)
		insert into directory.role (person_id, school_id, profile) select m.id, s.id, 'guardian' from (select id, row_number() over () as n from made) m join s on s.n = 1 + m.n % ${SCHOOLS}`);
	await admin.query(`with s as (select id, row_number() over () as n from directory.school), made as (
			insert into directory.person (kind, login, title, given_name, family_name) select 'adult', 't.' || n, 'M.', 'T', 'N' || n from generate_series(1, ${SCHOOLS * 10}) n returning id)
		insert into directory.role (person_id, school_id, profile) select m.id, s.id, 'teacher' from (select id, row_number() over () as n from made) m join s on s.n = 1 + m.n % ${SCHOOLS}`);
	const departmentId = randomUUID();
	await admin.query(`insert into directory.person (id, kind, login, title, given_name, family_name) values ($1, 'adult', 'd', 'Mme', 'Claire', 'Besson')`, [departmentId]);
	await admin.query(`insert into directory.role (person_id, profile) values ($1, 'department')`, [departmentId]);
	await admin.query('vacuum analyze');
	const department = actor(departmentId, 'department', null);

	const readers = (
		await admin.query<{ id: string; school_id: string }>(`select person_id as id, school_id from directory.role where profile = 'guardian' order by md5(person_id::text) limit 50`)
	).rows.map((row) => actor(row.id, 'guardian', row.school_id));

	/** Words of a school, so that some are in every message and others in a few. */
	const WORDS = `array['réunion', 'élève', 'voyage', 'cantine', 'devoir', 'mathématiques', 'absence', 'bulletin', 'conseil', 'classe', 'sortie', 'parents', 'inscription', 'note', 'contrôle', 'lecture', 'projet', 'histoire', 'sport', 'chorale', 'travail', 'semaine', 'lundi', 'merci', 'collège', 'professeur', 'carnet', 'document', 'autorisation', 'assurance', 'transport', 'piscine', 'théâtre', 'brevet', 'orientation', 'stage', 'latin', 'musique', 'sciences', 'récréation']`;

	/** Each message from a teacher to fifty guardians of his school, over a year. */
	async function fill(entries: number): Promise<void> {
		await admin.query(`
			with teachers as (select person_id, school_id, row_number() over () as n from directory.role where profile = 'teacher'),
			wanted as (select uuidv7() as id, uuidv7() as thread_id, g as n, now() - random() * interval '300 days' as sent_at from generate_series(1, ${Math.ceil(entries / 50)}) g),
			t as (insert into messaging.thread (id, started_by, started_at) select w.thread_id, t.person_id, w.sent_at from wanted w join teachers t on t.n = 1 + w.n % ${SCHOOLS * 10}),
			m as (insert into messaging.message (id, thread_id, sender_id, sender_name, sender_profile, subject, body, audience, recipient_count, idempotency_key, sent_at)
				select w.id, w.thread_id, t.person_id, 'M. Petit', 'teacher', 'Sortie scolaire', repeat('Bonjour à toutes et à tous. ', 10) || (select string_agg(w, ' ') from (select (${WORDS})[1 + (w.n * k * 7919::bigint) % 40] || case when k > 20 then ((w.n::bigint * k) % 3000)::text || '' else '' end as w from generate_series(1, 40) k) chosen), '[]', 50, gen_random_uuid(), w.sent_at from wanted w join teachers t on t.n = 1 + w.n % ${SCHOOLS * 10} returning id, subject, sender_name, body),
			found as (insert into messaging.search (message_id, words) select id, messaging.words_of(subject, sender_name, '', body) from m),
			people as (select array_agg(person_id) as ids, school_id, count(*)::int as size from directory.role where profile = 'guardian' group by school_id)
			insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at)
			select w.id, p.ids[1 + (w.n * 53 + k * 7) % p.size], w.thread_id, w.sent_at, case when random() < 0.97 then now() end
			from wanted w join teachers t on t.n = 1 + w.n % ${SCHOOLS * 10} join people p on p.school_id = t.school_id cross join generate_series(1, 50) k
			on conflict do nothing`);
		await admin.query('vacuum analyze messaging.entry, messaging.message, messaging.thread');
	}

	async function mailboxes(): Promise<void> {
		const steps = [10_000, ...(millions.length > 0 ? millions : [1]).map((one) => one * 1_000_000)];
		const p95s: Record<string, number[]> = {};
		let there = 0;
		for (const step of steps) {
			await fill(step - there);
			there = step;
			// The readers' own mailboxes are of one size at every step: what differs is the table they stand in.
			await admin.query('delete from messaging.entry where account_id = any ($1)', [readers.map((reader) => reader.id)]);
			for (const reader of readers) {
				await admin.query(
					`insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at)
					select id, $1, thread_id, sent_at, case when random() < 0.9 then now() end from (select * from messaging.message order by md5(id::text) limit 200) m on conflict do nothing`,
					[reader.id]
				);
			}
			await admin.query('vacuum analyze messaging.entry');
			const threads = await Promise.all(
				readers.map(
					async (reader) => (await admin.query<{ thread_id: string }>('select thread_id from messaging.entry where account_id = $1 limit 1', [reader.id])).rows[0]?.thread_id ?? ''
				)
			);
			const inputs = { 'messaging.inbox': () => ({}), 'messaging.unread-count': () => ({}), 'messaging.thread': (at: number) => ({ id: threads[at % readers.length] }) } as const;
			say(`\n## ${step.toLocaleString('fr-FR')} entries`);
			for (const [name, input] of Object.entries(inputs) as [keyof typeof inputs, (at: number) => object][]) {
				// The first step would otherwise be measured before the engine has compiled what it runs.
				await times(name, readers, input, CALLS * (step === steps[0] ? 10 : 2));
				const rounds: number[][] = [];
				for (let round = 0; round < ROUNDS; round++) rounds.push(await times(name, readers, input));
				const p95 = rounds.map((taken) => Number(quantile(taken, 0.95))).sort((a, b) => a - b)[(ROUNDS - 1) / 2] ?? 0;
				(p95s[name] ??= []).push(p95);
				say(
					`${name.padEnd(24)} median ${quantile(
						rounds.flat().sort((a, b) => a - b),
						0.5
					)} ms, p95 ${p95.toFixed(2)} ms (of ${ROUNDS} rounds the middle one)`
				);
			}
		}
		say();
		for (const [name, taken] of Object.entries(p95s)) say(`${name.padEnd(24)} p95 widest / narrowest ${(Math.max(...taken) / Math.min(...taken)).toFixed(2)} (goal ≤ 1.15)`);

		say(`\n## Search over ${MAILBOX.toLocaleString('fr-FR')} messages of one person`);
		const [searcher = department] = readers;
		await admin.query(
			`insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at) select id, $1, thread_id, sent_at, now() from messaging.message limit ${MAILBOX} on conflict do nothing`,
			[searcher.id]
		);
		await admin.query('vacuum analyze messaging.entry');
		for (const q of ['réunion', 'bonjour', 'theatre', 'mathematiques brevet', 'document 1999']) {
			const taken: number[] = [];
			let found = 0;
			for (let at = 0; at < 15; at++) {
				const started = performance.now();
				const answer = await app.call('messaging.search', searcher, { q });
				if (!answer.ok) throw new Error(answer.code);
				taken.push(performance.now() - started);
				found = answer.value.messages.length;
			}
			taken.sort((a, b) => a - b);
			say(`${q.padEnd(24)} median ${quantile(taken, 0.5)} ms, worst ${quantile(taken, 0.99)} ms (goal ≤ 150), ${found} on the first page`);
		}
	}

	if (broadcastAlone) await fill(10_000);
	else await mailboxes();

	say('\n## A message to 130,000 guardians, one in two with a confirmed address');
	await admin.query(`insert into identity.contact (person_id, email, email_verified_at)
		select person_id, person_id || '@exemple.fr', now() from (select person_id, row_number() over () as n from directory.role where profile = 'guardian') g where n % 2 = 0 on conflict do nothing`);
	await admin.query('vacuum analyze');
	await times('messaging.inbox', readers, () => ({}));
	const alone = await times('messaging.inbox', readers, () => ({}));
	say(`inbox alone: median ${quantile(alone, 0.5)} ms, p95 ${quantile(alone, 0.95)} ms`);
	for (let round = 0; round < 3; round++) {
		const before = processorSeconds();
		const started = performance.now();
		const sent = await app.call('messaging.send', department, { to: ['everywhere:guardians'], subject: 'Reprise', body: 'Bonjour', key: randomUUID() });
		if (!sent.ok) throw new Error(sent.code);
		const accepted = performance.now() - started;
		const running = performance.now();
		let over = false;
		const work = runJobs().then(() => {
			over = true;
			return performance.now() - running;
		});
		const during: number[] = [];
		while (!over) during.push(...(await times('messaging.inbox', readers, () => ({}), 50)));
		const done = await work;
		during.sort((a, b) => a - b);
		const after = processorSeconds();
		const { rows } = await admin.query<{ entries: number; notices: number; deliveries: number }>(
			`select (select count(*)::int from messaging.entry where message_id = $1) as entries, (select count(*)::int from notifications.notice where event_id = e.id) as notices,
				(select count(*)::int from notifications.delivery where event_id = e.id) as deliveries from notifications.event e where e.kind = 'message' and e.key = $1::text`,
			[sent.value.messageId]
		);
		say(
			`accepted in ${accepted.toFixed(0)} ms (goal ≤ 300); in every mailbox and centre after ${(reachedAt / 1000).toFixed(1)} s (goal ≤ 20), ways out worked out after ${(done / 1000).toFixed(1)} s; processor: database ${(after.database - before.database).toFixed(1)} s, Node ${(after.node - before.node).toFixed(1)} s, inboxes read meanwhile included; ${JSON.stringify(rows[0])}`
		);
		say(
			`inbox meanwhile: median ${quantile(during, 0.5)} ms, p95 ${quantile(during, 0.95)} ms, ${(Number(quantile(during, 0.95)) / Number(quantile(alone, 0.95))).toFixed(2)} × alone (goal ≤ 2), ${during.length} calls`
		);
	}
	const counted = performance.now();
	await app.call('messaging.count-recipients', department, { to: ['everywhere:guardians'] });
	say(`counted before sending in ${(performance.now() - counted).toFixed(0)} ms`);
} finally {
	await app.close();
	await admin.end();
	const gone = once(server, 'exit');
	signalStop(server.pid ?? 0, 'fast');
	await gone;
	rmSync(data, { recursive: true, force: true });
}
