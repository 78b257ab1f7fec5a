import { expect, test } from 'vitest';
import { clockTime, fullDate, plainDate, sayDate, sayDay, todayLine } from './dates.ts';

/** Wednesday 18 March 2026, 10:12 in Paris. */
const now = new Date('2026-03-18T09:12:00Z');
const at = (text: string) => new Date(text);

test('the hour as it is said, in the time of the schools', () => {
	expect(clockTime(now)).toBe('10\u00a0h\u00a012');
	expect(clockTime(at('2026-07-01T16:00:00Z'))).toBe('18\u00a0h');
});

test.each([
	['2026-03-18T05:05:00Z', '6\u00a0h\u00a005'],
	['2026-03-17T08:00:00Z', 'hier'],
	['2026-03-16T08:00:00Z', 'lundi'],
	['2026-03-05T08:00:00Z', '5 mars'],
	['2025-12-24T08:00:00Z', '24 décembre 2025'],
	['2026-03-19T17:00:00Z', 'demain à 18\u00a0h'],
	['2026-03-20T17:00:00Z', 'vendredi à 18\u00a0h'],
	// Half past midnight in Paris is already tomorrow, though it is still today in London.
	['2026-03-18T23:30:00Z', 'demain à 0\u00a0h\u00a030']
])('%s is %s', (date, said) => {
	expect(sayDate(at(date), { now })).toBe(said);
});

test('the day alone', () => {
	expect(sayDay(now, now)).toBe("aujourd'hui");
	expect(sayDay(at('2026-03-19T17:00:00Z'), now)).toBe('demain');
	expect(sayDate(at('2026-03-19T17:00:00Z'), { now, short: true })).toBe('demain');
});

test('long forms', () => {
	expect(fullDate(now)).toBe('mercredi 18 mars 2026 à 10\u00a0h\u00a012');
	expect(todayLine(now)).toBe('Mercredi 18 mars');
	expect(plainDate(at('2026-03-01T12:00:00Z'), now)).toBe('1er mars');
});
