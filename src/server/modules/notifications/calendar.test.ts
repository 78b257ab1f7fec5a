/** Days without school: what is known, and how an operator corrects it. */
import { expect, test } from 'vitest';
import { system } from '#kernel/actor';
import { calendarEnds } from '#modules/notifications';
import { useTestApp } from '../../../../tests/support/database.ts';
import { createWorld } from '../../../../tests/support/world.ts';

const here = useTestApp();
const cli = system('cli');
const DAY = 86_400_000;
const ZONES = ['A', 'B', 'C'];

interface Span {
	first: string;
	last: string;
	label: string;
}
async function calendar(zone: string): Promise<Span[]> {
	const { rows } = await here.admin.query<Span>('select first::text, last::text, label from notifications.holiday where zone = $1 order by first', [zone]);
	return rows;
}
const within = (spans: Span[], day: string) => spans.some((one) => one.first <= day && day <= one.last);

/** Sundays of Easter. */
const EASTER = { 2027: '2027-03-28', 2028: '2028-04-16' };
function publicHolidays(): string[] {
	const days = ['2026-11-01', '2026-11-11', '2026-12-25'];
	for (const [year, easter] of Object.entries(EASTER)) {
		days.push(...['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((one) => `${year}-${one}`));
		days.push(...[1, 39, 50].map((after) => new Date(Date.parse(easter) + after * DAY).toISOString().slice(0, 10)));
	}
	return days.filter((one) => one < '2028-09-01');
}

test.each(ZONES)('zone %s: two school years, whose winter and spring holidays are two weeks from a Saturday', async (zone) => {
	const spans = await calendar(zone);
	for (const [from, to] of [
		['2026-09-01', '2027-09-01'],
		['2027-09-02', '2028-08-31']
	] as const) {
		const year = spans.filter((one) => one.first >= from && one.first <= to);
		for (const label of ['Vacances de la Toussaint', 'Vacances de Noël', "Vacances d'hiver", 'Vacances de printemps', "Vacances d'été"])
			expect(
				year.filter((one) => one.label === label),
				`${label} ${from}`
			).toHaveLength(1);
		for (const one of year.filter(({ label }) => /hiver|printemps/.test(label))) {
			const days = (Date.parse(one.last) - Date.parse(one.first)) / DAY + 1;
			// Sixteen days from Saturday to Sunday; longer where a public holiday follows at once.
			expect(new Date(one.first).getUTCDay(), one.first).toBe(6);
			expect([16, 17], one.first).toContain(days);
			if (days === 17) expect(publicHolidays()).toContain(one.last);
		}
	}
});

test('no two zones are away in the same fortnight of winter or spring', async () => {
	for (const label of ["Vacances d'hiver", 'Vacances de printemps']) {
		const { rows } = await here.admin.query<{ first: string }>('select first::text from notifications.holiday where label = $1', [label]);
		expect(new Set(rows.map((row) => row.first)).size).toBe(rows.length);
	}
});

test.each(ZONES)('zone %s: every public holiday is a day without school', async (zone) => {
	const spans = await calendar(zone);
	expect(publicHolidays().filter((day) => new Date(day).getUTCDay() !== 0 && !within(spans, day))).toEqual([]);
	expect(within(spans, '2027-09-01')).toBe(true);
	expect(within(spans, '2027-09-02')).toBe(false);
});

test('an operator adds a year, corrects a day, removes what is not; each is in the audit trail', async () => {
	const set = (zones: string[], first: string, last: string, label: string) => here.app.call('notifications.set-holiday', cli, { zones, first, last, label });
	expect(await set(ZONES, '2028-10-21', '2028-11-05', 'Vacances de la Toussaint')).toMatchObject({ ok: true });
	expect(await set(['B'], '2028-10-20', '2028-11-05', 'Vacances de la Toussaint')).toMatchObject({ ok: true });
	expect(await set(['B'], '2028-10-25', '2028-10-25', 'Journée sans cours')).toMatchObject({ ok: true });
	expect(await set(['C'], '2028-11-05', '2028-10-21', 'À l’envers')).toMatchObject({ ok: false, status: 422 });
	expect(await set(['D'], '2028-11-05', '2028-11-05', 'Ailleurs')).toMatchObject({ ok: false, status: 422 });
	expect(await set([], '2028-11-05', '2028-11-05', 'Nulle part')).toMatchObject({ ok: false, status: 422 });
	const autumn = async (zone: string) => (await calendar(zone)).filter((one) => one.first >= '2028-10-01').map((one) => `${one.first} ${one.last}`);
	expect(await autumn('A')).toEqual(['2028-10-21 2028-11-05']);
	expect(await autumn('B')).toEqual(['2028-10-20 2028-11-05', '2028-10-25 2028-10-25']);

	expect(await here.app.call('notifications.remove-holiday', cli, { zones: ['B'], first: '2028-10-25' })).toMatchObject({ ok: true });
	expect(await here.app.call('notifications.remove-holiday', cli, { zones: ['B'], first: '2028-10-25' })).toMatchObject({ ok: false, status: 404 });
	const listed = await here.app.call('notifications.holidays', cli, {});
	expect(listed.ok && listed.value.holidays.filter((one) => one.first >= '2028-10-01')).toEqual([
		{ zones: 'B', first: '2028-10-20', last: '2028-11-05', label: 'Vacances de la Toussaint' },
		{ zones: 'AC', first: '2028-10-21', last: '2028-11-05', label: 'Vacances de la Toussaint' }
	]);
	const { rows } = await here.admin.query(`select command, details from core.audit where command like 'notifications.%holiday' and outcome = 'done' order by id`);
	expect(rows).toEqual([
		{ command: 'notifications.set-holiday', details: { zones: 'ABC', first: '2028-10-21', last: '2028-11-05' } },
		{ command: 'notifications.set-holiday', details: { zones: 'B', first: '2028-10-20', last: '2028-11-05' } },
		{ command: 'notifications.set-holiday', details: { zones: 'B', first: '2028-10-25', last: '2028-10-25' } },
		{ command: 'notifications.remove-holiday', details: { zones: 'B', first: '2028-10-25' } }
	]);
});

test('nobody but the installation changes the calendar', async () => {
	const world = await createWorld(here);
	for (const name of ['principalA', 'department', 'operator', 'sophie'] as const)
		expect(await here.app.call('notifications.set-holiday', world.actor(name), { zones: ['C'], first: '2028-10-21', last: '2028-11-05', label: 'x' }), name).toMatchObject({
			ok: false,
			status: 403
		});
});

test('it ends where the first of the zones ends; unknown when one has nothing', async () => {
	await here.admin.query(`delete from notifications.holiday where last > '2028-08-31'`);
	const ends = () => here.app.database.system((db) => calendarEnds(db));
	expect(await ends()).toBe('2028-08-31');
	await here.admin.query(`delete from notifications.holiday where zone = 'B' and first > '2028-06-30'`);
	expect(await ends()).toBe('2028-06-05');
	await here.admin.query(`delete from notifications.holiday where zone = 'B'`);
	expect(await ends()).toBeNull();
});
