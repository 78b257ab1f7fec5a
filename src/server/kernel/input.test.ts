import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { uuidv7 } from './ids.ts';
import { day, email, flag, id, list, text, whole } from './input.ts';

describe('pieces of input', () => {
	test.each([
		['14/05/2013', '2013-05-14'],
		['2013-05-14', '2013-05-14'],
		['14.05.2013', '2013-05-14']
	])('a day %s is %s', (typed, kept) => {
		expect(v.parse(day, typed)).toBe(kept);
	});

	test.each(['31/02/2013', '2013-13-01', 'demain', ''])('%j is no day', (typed) => {
		expect(v.safeParse(day, typed).success).toBe(false);
	});

	test('text is trimmed, normalised and bounded', () => {
		expect(v.parse(text(20), '  Le\u0301a\r\n ')).toBe('Léa');
		expect(v.parse(text(20), 'a\u0000b\u0001\tc\u007f')).toBe('ab\tc');
		expect(v.safeParse(text(3), 'abcd').success).toBe(false);
		expect(v.safeParse(text(3), '   ').success).toBe(false);
	});

	test('a form and JSON say the same', () => {
		expect(v.parse(whole(1, 9), '7')).toBe(v.parse(whole(1, 9), 7));
		expect(v.parse(flag, 'on')).toBe(v.parse(flag, true));
		expect(v.parse(list(id, 3), uuid)).toEqual(v.parse(list(id, 3), [uuid]));
		expect(v.parse(email, ' Nom@Exemple.FR ')).toBe('nom@exemple.fr');
		expect(v.safeParse(list(id, 1), [uuid, uuid]).success).toBe(false);
	});
});

const uuid = uuidv7(new Date('2026-11-23T08:00:00Z'), (bytes) => new Uint8Array(bytes));

describe('ids', () => {
	test('carry their time, version and variant', () => {
		expect(uuid).toBe('019aaf9a-f800-7000-8000-000000000000'.replace(/^.{13}/, uuid.slice(0, 13)));
		expect(Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-23T08:00:00Z'));
	});

	test('sort by time', () => {
		const made = [3, 1, 2].map((second) => uuidv7(new Date(second * 1000), (bytes) => new Uint8Array(bytes)));
		expect([...made].sort()).toEqual([made[1], made[2], made[0]]);
	});
});
