import { expect, test } from 'vitest';
import { parisDay, parisInstant, parisWall } from './paris-time.ts';

test('winter is one hour ahead of UTC, summer two', () => {
	expect(parisInstant('2026-11-23T18:05').toISOString()).toBe('2026-11-23T17:05:00.000Z');
	expect(parisInstant('2026-07-14T00:30').toISOString()).toBe('2026-07-13T22:30:00.000Z');
	expect(parisWall(new Date('2026-07-13T22:30:00Z'))).toBe('2026-07-14T00:30');
	expect(parisDay(new Date('2026-11-23T23:30:00Z'))).toBe('2026-11-24');
});

test('the nights when the hour changes', () => {
	expect(parisInstant('2026-03-29T01:59').toISOString()).toBe('2026-03-29T00:59:00.000Z');
	expect(parisInstant('2026-03-29T03:00').toISOString()).toBe('2026-03-29T01:00:00.000Z');
	// 2:30 happens twice: the first one.
	expect(parisInstant('2026-10-25T02:30').toISOString()).toBe('2026-10-25T00:30:00.000Z');
	expect(parisInstant('2026-10-25T03:00').toISOString()).toBe('2026-10-25T02:00:00.000Z');
});
