import * as v from 'valibot';
import { expect, test } from 'vitest';
import { isUai, uai, uaiOf } from './uai.ts';

test('the letter checks the digits', () => {
	// Two schools everybody can look up: Henri-IV and Louis-le-Grand, in Paris.
	expect(uaiOf(750_654)).toBe('0750654D');
	expect(uaiOf(750_655)).toBe('0750655E');
	expect(isUai('0750655E')).toBe(true);
	for (const wrong of ['0750655D', '0750656E', '750655E', '0750655e', '']) expect(isUai(wrong), wrong).toBe(false);
});

test('is taken as people type it, and says what is wrong', () => {
	expect(v.parse(uai, ' 075 0655e ')).toBe('0750655E');
	const code = (typed: string) => v.safeParse(uai, typed).issues?.[0].message;
	expect(code('')).toBe('required');
	expect(code('075065')).toBe('uai-format');
	expect(code('0750655F')).toBe('uai-letter');
});
