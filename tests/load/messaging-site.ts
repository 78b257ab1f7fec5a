/** Houses of a département to measure messaging in: people of 128 schools, and as many mailbox entries as asked. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Person, Profile } from '#kernel/actor';
import type { openSite } from './site.ts';

const SCHOOLS = 128;
const GUARDIANS = 130_000;
/** Of each of the readers who are measured, at every size: what differs is the table they stand in. */
const READERS = 50;
const OWN_ENTRIES = 200;

export type House = Awaited<ReturnType<typeof openHouse>>;

function actor(id: string, profile: Profile, schoolId: string | null): Person {
	return { kind: 'person', id, sessionId: id, roles: [{ profile, schoolId, delegate: false }], profile, locale: 'fr', pending: null, secondFactorAt: null };
}

/** Its own database, with everybody in it. */
export async function openHouse(site: Awaited<ReturnType<typeof openSite>>, name: string) {
	const house = await site.house(name, 4);
	return { ...house, ...(await populate(house.admin)) };
}

/** 130,000 guardians and ten teachers a school; the département, and the guardians who read. */
async function populate(admin: pg.Pool): Promise<{ department: Person; readers: Person[] }> {
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
	const { rows } = await admin.query<{ id: string; school_id: string }>(
		`select person_id as id, school_id from directory.role where profile = 'guardian' order by md5(person_id::text) limit ${READERS}`
	);
	return { department: actor(departmentId, 'department', null), readers: rows.map((row) => actor(row.id, 'guardian', row.school_id)) };
}

/** Words of a school, so that some are in every message and others in a few. */
const WORDS = `array['réunion', 'élève', 'voyage', 'cantine', 'devoir', 'mathématiques', 'absence', 'bulletin', 'conseil', 'classe', 'sortie', 'parents', 'inscription', 'note', 'contrôle', 'lecture', 'projet', 'histoire', 'sport', 'chorale', 'travail', 'semaine', 'lundi', 'merci', 'collège', 'professeur', 'carnet', 'document', 'autorisation', 'assurance', 'transport', 'piscine', 'théâtre', 'brevet', 'orientation', 'stage', 'latin', 'musique', 'sciences', 'récréation']`;

/** Each message from a teacher to fifty guardians of his school, over a year. */
export async function fill({ admin }: House, entries: number): Promise<void> {
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

/** The readers' mailboxes anew, of one size whatever the table holds, and everything on disk: nothing is left to be written meanwhile. */
export async function giveReaders({ admin, readers }: House): Promise<void> {
	await admin.query('delete from messaging.entry where account_id = any ($1)', [readers.map((reader) => reader.id)]);
	for (const reader of readers) {
		await admin.query(
			`insert into messaging.entry (message_id, account_id, thread_id, sent_at, read_at)
			select id, $1, thread_id, sent_at, case when random() < 0.9 then now() end from (select * from messaging.message order by md5(id::text) limit ${OWN_ENTRIES}) m on conflict do nothing`,
			[reader.id]
		);
	}
	await admin.query('vacuum analyze messaging.entry');
	await admin.query('checkpoint');
}

/** Milliseconds of each call, sorted. */
export async function times(
	{ app }: House,
	name: 'messaging.inbox' | 'messaging.thread' | 'messaging.unread-count',
	who: readonly Person[],
	input: (at: number) => object,
	calls: number
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
