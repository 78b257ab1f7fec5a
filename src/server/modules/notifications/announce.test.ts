import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { announce, markRead, whenNotified, withdraw, type Notice } from '#modules/notifications';
import { useTestApp } from '../../../../tests/support/database.ts';
import { followUp } from '../../../../tests/support/outside.ts';
import { createWorld, type Name, type World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(here);
	await here.admin.query(
		`insert into identity.contact (person_id, email, email_verified_at, mobile) select id, login || '@exemple.fr', now(), '+33612345678' from directory.person`
	);
	await here.admin.query(
		`insert into notifications.push_subscription (account_id, endpoint, p256dh, auth_secret, device, created_at) select id, id::text, '', '', '', now() from directory.person`
	);
});
beforeEach(async () => {
	await here.admin.query('delete from notifications.event');
	await here.admin.query('delete from core.outbox');
	await here.admin.query('delete from notifications.school_hours');
	await here.admin.query('delete from notifications.preference');
	await here.admin.query('delete from notifications.person_hours');
});

/** A Tuesday at ten in the morning, in school time. */
const MORNING = new Date('2026-11-24T10:00:00+01:00');
/** The evening of the same day. */
const EVENING = new Date('2026-11-24T20:30:00+01:00');

function notice(more: Partial<Notice> = {}): Notice {
	return { kind: 'message', key: 'm1', at: MORNING, actorName: 'Mme Durand', subject: 'Sortie au musée', link: '/messagerie/x', schoolId: null, subjectRef: 'message:m1', ...more };
}
/** As a request of Mme Durand does: the web role with its actor. */
function asDurand<T>(work: (db: Parameters<typeof announce>[0]) => Promise<T>, keep = true): Promise<T> {
	return here.app.database.transaction({ role: 'actor', actor: world.actor('durand'), readOnly: false, keep: () => keep }, work);
}
const asSystem = <T>(work: (db: Parameters<typeof announce>[0]) => Promise<T>) => here.app.database.system(work);
const ids = (...names: Name[]) => names.map((name) => world.people[name]);
async function centre(name: Name) {
	const answer = await here.app.call('notifications.list', world.actor(name), {});
	if (!answer.ok) throw new Error(answer.code);
	return answer.value.notices;
}
async function count(name: Name): Promise<number> {
	const answer = await here.app.call('notifications.unread-count', world.actor(name), {});
	return answer.ok ? answer.value.count : -1;
}
async function deliveries(): Promise<{ account: string; channel: string; due: string }[]> {
	const { rows } = await here.admin.query<{ account: string; channel: string; due: string }>(
		`select account_id as account, channel, to_char(due_at at time zone 'Europe/Paris', 'YYYY-MM-DD HH24:MI') as due from notifications.delivery order by 1, 2`
	);
	return rows;
}
const dueOf = async (name: Name, channel = 'push') => (await deliveries()).find((one) => one.account === world.people[name] && one.channel === channel)?.due;

describe('in the centre', () => {
	test('who is told sees who, about what and where; others see nothing', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie', 'lea')));
		expect(await centre('sophie')).toMatchObject([{ from: 'Mme Durand', subject: 'Sortie au musée', unread: true }]);
		expect(await count('lea')).toBe(1);
		expect(await centre('marc')).toEqual([]);
		expect(await centre('durand')).toEqual([]);
	});

	test('exactly once, however often and by whomever it is announced', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie', 'sophie')));
		await asDurand((db) => announce(db, notice(), ids('sophie', 'lea')));
		await Promise.all([1, 2, 3].map(() => asSystem((db) => announce(db, notice(), sql`select id from directory.person where id = any (${ids('sophie', 'lea')}::uuid[])`))));
		expect(await centre('sophie')).toHaveLength(1);
		expect(await centre('lea')).toHaveLength(1);
	});

	test('nothing about something rolled back', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie')), false);
		expect(await centre('sophie')).toEqual([]);
		expect((await here.admin.query('select from core.outbox')).rowCount).toBe(0);
	});

	test('nobody announces in the name of another, or adds people to what another announced', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie')));
		const asPetit = (work: (db: Parameters<typeof announce>[0]) => Promise<void>) =>
			here.app.database.transaction({ role: 'actor', actor: world.actor('petit'), readOnly: false, keep: () => true }, work);
		await asPetit((db) => announce(db, notice({ subject: 'Faux' }), ids('marc')));
		expect(await centre('marc')).toEqual([]);
		expect(await centre('sophie')).toMatchObject([{ subject: 'Sortie au musée' }]);
		await asPetit((db) => withdraw(db, 'message', 'm1'));
		expect((await here.admin.query('select from notifications.event where withdrawn_at is not null')).rowCount).toBe(0);
	});

	test('read elsewhere is read here; opened says where it leads; all of it up to what was seen', async () => {
		for (const key of ['a', 'b', 'c']) await asDurand((db) => announce(db, notice({ key, link: `/messagerie/${key}` }), ids('sophie')));
		await here.app.database.transaction({ role: 'actor', actor: world.actor('sophie'), readOnly: false, keep: () => true }, (db) =>
			markRead(db, world.people.sophie, 'message', ['a'])
		);
		expect(await count('sophie')).toBe(2);
		const [c, b] = await centre('sophie');
		expect(await here.app.call('notifications.open', world.actor('marc'), { id: b?.id })).toMatchObject({ ok: false, code: 'not-found' });
		expect(await here.app.call('notifications.open', world.actor('sophie'), { id: b?.id })).toMatchObject({ ok: true, value: { link: '/messagerie/b' } });
		expect(await here.app.call('notifications.mark', world.actor('sophie'), { id: b?.id, as: 'unread' })).toMatchObject({ ok: true });
		await here.app.call('notifications.mark-all', world.actor('sophie'), { upTo: b?.id });
		expect((await centre('sophie')).map((one) => one.unread)).toEqual([true, false, false]);
		expect(c?.unread).toBe(true);
	});

	test('a withdrawn notice leaves where it is unread, and says so where it was read', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie', 'lea')));
		await followUp(here);
		const [seen] = await centre('lea');
		await here.app.call('notifications.open', world.actor('lea'), { id: seen?.id });
		await asDurand((db) => withdraw(db, 'message', 'm1'));
		await followUp(here);
		expect(await centre('sophie')).toEqual([]);
		expect(await centre('lea')).toMatchObject([{ withdrawn: true, subject: '' }]);
		expect((await deliveries()).map((one) => one.account)).not.toContain(world.people.sophie);
	});
});

describe('when it may ring', () => {
	const ringing = async (at: Date, more: Partial<Notice> = {}) => {
		await asDurand((db) => announce(db, notice({ at, ...more }), ids('sophie')));
		await followUp(here);
		return dueOf('sophie');
	};

	test.each([
		['in school time at once', '2026-11-24T10:00:00+01:00', '2026-11-24 10:00'],
		['in the evening the next morning', '2026-11-24T19:00:00+01:00', '2026-11-25 07:00'],
		['before dawn the same morning', '2026-11-24T04:00:00+01:00', '2026-11-24 07:00'],
		['on Friday evening on Monday', '2026-11-27T19:30:00+01:00', '2026-11-30 07:00'],
		['on Sunday on Monday', '2026-11-29T12:00:00+01:00', '2026-11-30 07:00'],
		['on the day of the armistice the day after', '2026-11-11T12:00:00+01:00', '2026-11-12 07:00'],
		['in the Christmas holidays when school begins again', '2026-12-23T10:00:00+01:00', '2027-01-04 07:00'],
		['on the last evening before the summer when pupils come back in September', '2027-07-02T19:30:00+02:00', '2027-09-02 07:00'],
		['in the winter holidays of zone C', '2027-02-10T10:00:00+01:00', '2027-02-22 07:00'],
		['in those of zone B, which are not ours', '2027-02-24T10:00:00+01:00', '2027-02-24 10:00'],
		['in the night summer time begins, at seven by the new clock', '2027-03-27T23:00:00+01:00', '2027-03-30 07:00'],
		['in the night it ends, which lies in the holidays, after them', '2026-10-24T23:30:00+02:00', '2026-11-02 07:00']
	])('%s', async (_name, at, due) => {
		expect(await ringing(new Date(at))).toBe(due);
	});

	test('an emergency does not wait', async () => {
		expect(await ringing(EVENING, { urgent: true })).toBe('2026-11-24 20:30');
		expect(await dueOf('sophie', 'sms')).toBe('2026-11-24 20:30');
	});

	test('a school has its own hours and zone, and the installation its zone', async () => {
		await here.admin.query(`insert into notifications.school_hours values ($1, 'B', '12:00', '14:00', false, true, now())`, [world.schoolA]);
		expect(await ringing(new Date('2026-11-28T12:30:00+01:00'))).toBe('2026-11-28 14:00');
		expect(await ringing(new Date('2027-02-24T10:00:00+01:00'), { key: 'm2' })).toBe('2026-11-28 14:00');
		await here.admin.query('delete from notifications.event');
		expect(await ringing(new Date('2027-02-24T10:00:00+01:00'), { key: 'm3' })).toBe('2027-03-08 00:00');
		// What is told for school B rings by the hours of school B, whatever the school of who is told.
		expect(await ringing(EVENING, { key: 'm4', schoolId: world.schoolB }).then(() => deliveries())).toContainEqual({
			account: world.people.sophie,
			channel: 'push',
			due: '2026-11-25 07:00'
		});
	});

	test('a person may sleep longer, and hours that never end are not believed', async () => {
		await here.admin.query(`insert into notifications.person_hours values ($1, '18:00', '09:15')`, [world.people.sophie]);
		expect(await ringing(EVENING)).toBe('2026-11-25 09:15');
		await here.admin.query('delete from notifications.event');
		await here.admin.query(`update notifications.person_hours set starts = '07:00', ends = '19:00'`);
		expect(await ringing(EVENING, { key: 'm2' })).toBe('2026-11-25 07:00');
	});

	test('by default parents get a mail at once, pupils none; a daily mail is gathered at five', async () => {
		await asDurand((db) => announce(db, notice(), ids('sophie', 'lea', 'petit')));
		await followUp(here);
		expect(await dueOf('sophie', 'email')).toBe('2026-11-24 10:00');
		expect(await dueOf('lea', 'email')).toBeUndefined();
		expect(await dueOf('petit', 'email')).toBe('2026-11-24 17:00');
		await here.admin.query(`insert into notifications.preference values ($1, 'message', 'email', 'weekly'), ($1, 'message', 'push', 'off')`, [world.people.sophie]);
		await asDurand((db) => announce(db, notice({ key: 'm2' }), ids('sophie')));
		await followUp(here);
		expect((await deliveries()).filter((one) => one.account === world.people.sophie)).toContainEqual({ account: world.people.sophie, channel: 'email', due: '2026-11-27 17:00' });
		expect((await deliveries()).filter((one) => one.account === world.people.sophie && one.channel === 'push')).toHaveLength(1);
	});

	test('the writer is told when', async () => {
		const asked = (now: Date, schoolId?: string) =>
			here.app.database.transaction({ role: 'actor', actor: world.actor('durand'), readOnly: true, keep: () => false }, (db) =>
				whenNotified({ db, now }, ids('sophie', 'lea'), schoolId)
			);
		expect(await asked(MORNING)).toEqual({ earliest: MORNING, latest: MORNING, now: true });
		const morning = new Date('2026-11-25T07:00:00+01:00');
		expect(await asked(EVENING)).toEqual({ earliest: morning, latest: morning, now: false });
		await here.admin.query(`insert into notifications.school_hours values ($1, null, '18:00', '08:15', true, true, now())`, [world.schoolB]);
		expect((await asked(EVENING, world.schoolB))?.earliest).toEqual(new Date('2026-11-25T08:15:00+01:00'));
	});
});

test('a batch of 5,000 recipients is one insert, and rings at one moment', async () => {
	await here.admin.query(
		`with made as (insert into directory.person (kind, login, given_name, family_name) select 'adult', 'parent.' || n, 'Parent', 'P' || n from generate_series(1, 5000) n returning id)
		insert into directory.role (person_id, school_id, profile) select id, $1, 'guardian' from made`,
		[world.schoolB]
	);
	await here.admin.query(
		`insert into identity.contact (person_id, email, email_verified_at) select id, login || '@exemple.fr', now() from directory.person where login like 'parent.%'`
	);
	await asSystem((db) => announce(db, notice({ at: EVENING }), sql`select person_id from directory.role where profile = 'guardian'`));
	await followUp(here);
	expect((await here.admin.query('select from notifications.notice')).rowCount).toBe(5003);
	const { rows } = await here.admin.query<{ n: number; due: Date }>(`select count(*)::int as n, min(due_at) as due from notifications.delivery where channel = 'email'`);
	expect(rows).toEqual([{ n: 5003, due: new Date('2026-11-25T07:00:00+01:00') }]);
});

test('what is older than 90 days is forgotten, with all that hangs on it', async () => {
	await asSystem((db) => announce(db, notice({ at: new Date('2026-01-05T10:00:00Z'), key: 'old' }), ids('sophie')));
	await asSystem((db) => announce(db, notice(), ids('sophie')));
	here.setNow(MORNING);
	await here.app.jobs.find((job) => job.name === 'notifications.forget')?.run({});
	here.setNow(null);
	expect((await here.admin.query('select key from notifications.event')).rows).toEqual([{ key: 'm1' }]);
});
