import { expect, test } from 'vitest';
import { withoutAccents } from './letters.ts';

test('accents go, letters and case stay, whichever way an accent was typed', () => {
	expect(withoutAccents('Élève, Chloë, Œuvre, cœur, LÆTITIA, Ça')).toBe('Eleve, Chloe, OEuvre, coeur, LAETITIA, Ca');
	expect(withoutAccents('e\u0301te\u0301')).toBe('ete');
});
