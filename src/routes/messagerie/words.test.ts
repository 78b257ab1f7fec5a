import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sentMessage } from './words.ts';

beforeEach(() => {
	vi.useFakeTimers({ now: new Date('2026-11-24T21:00:00+01:00'), toFake: ['Date'] });
});
afterEach(() => {
	vi.useRealTimers();
});

test('who writes in the evening reads when it will ring; in school time nothing is said of it', () => {
	const sent = { recipients: 27, underway: false, ringsAt: new Date('2026-11-25T07:00:00+01:00') };
	expect(sentMessage(sent).replace(/[\u00a0\u202f]/g, ' ')).toMatch(/27 personnes.* Sera notifié demain à 7 h\.$/);
	expect(sentMessage({ ...sent, ringsAt: null })).not.toContain('notifié');
});

test.each([
	['before dawn, the same day', '2026-11-25T04:00:00+01:00', '2026-11-25T07:00:00+01:00', 'Sera notifié à 7 h.'],
	['on Friday evening', '2026-11-27T21:00:00+01:00', '2026-11-30T07:30:00+01:00', 'Sera notifié lundi à 7 h 30.'],
	['before the holidays, also of what is still on its way', '2026-12-18T21:00:00+01:00', '2027-01-04T07:00:00+01:00', 'Sera notifié le lundi 4 janvier 2027 à 7 h.']
])('%s', (_name, now, ringsAt, said) => {
	vi.setSystemTime(new Date(now));
	expect(sentMessage({ recipients: null, underway: true, ringsAt: new Date(ringsAt) }).replace(/[\u00a0\u202f]/g, ' ')).toContain(said);
});
