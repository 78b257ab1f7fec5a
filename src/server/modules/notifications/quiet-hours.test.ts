/** The edges of quiet hours: nights whose clock jumps, last days of holidays, and two people's hours at once. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useTestApp } from '../../../../tests/support/database.ts';
import { tell } from '../../../../tests/support/outside.ts';
import { createWorld, type World } from '../../../../tests/support/world.ts';

const here = useTestApp();
let world: World;
beforeAll(async () => {
	world = await createWorld(here);
	await here.admin.query(
		`insert into notifications.push_subscription (account_id, endpoint, p256dh, auth_secret, device, created_at) select id, id::text, '', '', '', now() from directory.person`
	);
});
beforeEach(async () => {
	await here.admin.query('delete from notifications.event; delete from notifications.school_hours; delete from notifications.person_hours; delete from core.outbox');
});

interface Hours {
	starts?: string;
	ends?: string;
	weekends?: boolean;
	holidays?: boolean;
	zone?: 'A' | 'B' | 'C';
	own?: [string, string];
}
/** When the telephone of Sophie Martin rings, for something said at `at`. As an instant: a doubled hour has two. */
async function rings(at: string, { starts = '19:00', ends = '07:00', weekends = true, holidays = true, zone = 'C', own }: Hours = {}): Promise<string> {
	await here.admin.query('insert into notifications.school_hours values ($1, $2, $3, $4, $5, $6, now()) on conflict do nothing', [
		world.schoolA,
		zone,
		starts,
		ends,
		weekends,
		holidays
	]);
	if (own) await here.admin.query('insert into notifications.person_hours values ($1, $2, $3)', [world.people.sophie, ...own]);
	await tell(here, world, ['sophie'], { at: new Date(at) });
	const { rows } = await here.admin.query<{ due_at: Date }>(`select due_at from notifications.delivery where channel = 'push'`);
	return rows[0]?.due_at.toISOString() ?? 'never';
}
const instant = (at: string) => new Date(at).toISOString();

describe('the night the clock jumps, from Saturday to Sunday, in a school that rings at week-ends', () => {
	const always: Hours = { weekends: false, holidays: false };
	test.each<[string, string, Hours, string]>([
		['forward: seven is seven by the new clock, an hour sooner', '2027-03-27T22:00:00+01:00', always, '2027-03-28T07:00:00+02:00'],
		['back: seven is seven by the old clock, an hour later', '2026-10-24T22:00:00+02:00', always, '2026-10-25T07:00:00+01:00'],
		['said in the first of the two hours after two', '2026-10-25T02:30:00+02:00', always, '2026-10-25T07:00:00+01:00'],
		['said in the second', '2026-10-25T02:30:00+01:00', always, '2026-10-25T07:00:00+01:00'],
		['quiet until half past two, which does not exist that night', '2027-03-27T22:00:00+01:00', { ...always, ends: '02:30' }, '2027-03-28T03:30:00+02:00'],
		['quiet until half past two, which comes twice: the second time', '2026-10-24T22:00:00+02:00', { ...always, ends: '02:30' }, '2026-10-25T02:30:00+01:00'],
		['quiet from half past two on, said before the clock jumps over it', '2027-03-28T01:59:00+01:00', { ...always, starts: '02:30', ends: '05:00' }, '2027-03-28T01:59:00+01:00'],
		['and just after', '2027-03-28T03:00:00+02:00', { ...always, starts: '02:30', ends: '05:00' }, '2027-03-28T05:00:00+02:00']
	])('%s', async (_name, at, hours, due) => {
		expect(await rings(at, hours)).toBe(instant(due));
	});

	test('with quiet week-ends both wait for Monday, in the hour of the new clock', async () => {
		// Easter Monday.
		expect(await rings('2027-03-27T22:00:00+01:00')).toBe(instant('2027-03-30T07:00:00+02:00'));
		await here.admin.query('delete from notifications.event; delete from notifications.school_hours');
		expect(await rings('2026-10-24T22:00:00+02:00', { holidays: false })).toBe(instant('2026-10-26T07:00:00+01:00'));
	});
});

describe('where holidays end', () => {
	test.each<[string, string, Hours, string]>([
		['on the last evening, the first morning of lessons', '2027-02-21T23:59:00+01:00', {}, '2027-02-22T07:00:00+01:00'],
		['the same evening in a zone whose holidays go on', '2027-02-21T23:59:00+01:00', { zone: 'B' }, '2027-03-08T07:00:00+01:00'],
		['on the eve of holidays, before seven in the evening at once', '2027-02-05T18:59:59+01:00', {}, '2027-02-05T18:59:59+01:00'],
		['on the eve of holidays, at seven when they are over', '2027-02-05T19:00:00+01:00', {}, '2027-02-22T07:00:00+01:00'],
		['on a Tuesday after a holiday Monday', '2028-05-08T12:00:00+02:00', { zone: 'A' }, '2028-05-09T07:00:00+02:00'],
		['on the day pupils come back in September', '2027-09-01T10:00:00+02:00', {}, '2027-09-02T07:00:00+02:00'],
		['on a day of the bridge of Ascension', '2027-05-07T10:00:00+02:00', {}, '2027-05-10T07:00:00+02:00'],
		['in the holidays of a school that rings in holidays', '2027-02-10T10:00:00+01:00', { holidays: false }, '2027-02-10T10:00:00+01:00'],
		['at midnight sharp of the first school day, in a school without quiet nights', '2027-02-20T10:00:00+01:00', { starts: '12:00', ends: '13:00' }, '2027-02-22T00:00:00+01:00']
	])('%s', async (_name, at, hours, due) => {
		expect(await rings(at, hours)).toBe(instant(due));
	});
});

describe('hours of a person beside those of his school', () => {
	test.each<[string, string, Hours, string]>([
		['longer in the morning: his own end', '2026-11-24T20:30:00+01:00', { own: ['21:00', '09:15'] }, '2026-11-25T09:15:00+01:00'],
		['shorter than the night of the school: they do not shorten it', '2026-11-24T20:30:00+01:00', { own: ['22:00', '05:00'] }, '2026-11-25T07:00:00+01:00'],
		['at noon: the school rings, he does not', '2026-11-24T12:30:00+01:00', { own: ['12:00', '14:00'] }, '2026-11-24T14:00:00+01:00'],
		['one after the other: the first moment that is quiet for neither', '2026-11-24T16:00:00+01:00', { own: ['15:00', '19:00'] }, '2026-11-25T07:00:00+01:00'],
		['over the week-end of the school, and his morning after it', '2026-11-27T20:00:00+01:00', { own: ['06:00', '08:30'] }, '2026-11-30T08:30:00+01:00'],
		['the first second that is not quiet', '2026-11-25T07:00:00+01:00', { own: ['22:00', '07:00'] }, '2026-11-25T07:00:00+01:00']
	])('%s', async (_name, at, hours, due) => {
		expect(await rings(at, hours)).toBe(instant(due));
	});

	test('what a school changes holds for what is said afterwards; what waits keeps its moment', async () => {
		expect(await rings('2026-11-24T20:30:00+01:00')).toBe(instant('2026-11-25T07:00:00+01:00'));
		const set = await here.app.call('notifications.set-school-hours', world.actor('principalA'), {
			school: world.schoolA,
			starts: '18:00',
			ends: '08:15',
			weekends: 'on',
			holidays: 'on'
		});
		expect(set).toMatchObject({ ok: true });
		expect(await rings('2026-11-24T20:31:00+01:00')).toBe(instant('2026-11-25T07:00:00+01:00'));
		const { rows } = await here.admin.query<{ due_at: Date }>(`select due_at from notifications.delivery where channel = 'push' order by due_at`);
		expect(rows.map((row) => row.due_at.toISOString())).toEqual([instant('2026-11-25T07:00:00+01:00'), instant('2026-11-25T08:15:00+01:00')]);
	});
});
