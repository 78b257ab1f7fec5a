import { expect, test } from 'vitest';
import { distinct, endingOf, folderOf, stemOf, zipName } from './archive-names.ts';
import { csv } from './csv.ts';

test('a name says class, pupil, work and version, in letters of every disk', () => {
	const lea = { className: '5e B', familyName: "N'Guyen", givenName: 'Zoé Œdipe', number: 3, attempt: 2 };
	expect(stemOf(lea)).toBe('5eB_N-GUYEN-Zoe-OEdipe_devoir3_v2');
	expect(stemOf({ className: null, familyName: '李', givenName: '../..', number: 1, attempt: null })).toBe('sans-classe_eleve_devoir1');
	const tom = { familyName: 'Petit', givenName: 'Tom' };
	expect(stemOf({ ...lea, mates: [tom] })).toBe('5eB_N-GUYEN-Zoe-OEdipe+PETIT-Tom_devoir3_v2');
	expect(stemOf({ ...lea, mates: Array.from({ length: 20 }, () => tom) })).toMatch(/^5eB_N-GUYEN-Zoe-OEdipe(\+PETIT-Tom){10}\+10_devoir3_v2$/);
	for (const part of ['../../etc', 'con', 'a\u202Efdp', 'x\n"y', '🙂', 'a'.repeat(500)]) {
		const name = stemOf({ ...lea, familyName: part, givenName: part });
		expect(name, part).toMatch(/^[A-Za-z0-9_-]+$/);
		expect(name.length).toBeLessThan(150);
	}
});

test('two of one name are told apart, whatever the case; an ending that is none is left out', () => {
	const unique = distinct();
	expect(['a.pdf', 'A.pdf', 'a.pdf', 'a'].map((name) => unique(name))).toEqual(['a.pdf', 'A-2.pdf', 'a-3.pdf', 'a']);
	expect(['x.PDF', 'x', 'x.tar.gz', 'x.é', 'x.averylongending'].map(endingOf)).toEqual(['.pdf', '', '.gz', '', '']);
	expect(folderOf(3, 'Rédaction « Mon île »')).toBe('devoir3_Redaction-Mon-ile');
	expect(zipName(['5eB', '2026-2027'])).toBe('5eB_2026-2027.zip');
	expect(zipName(['🙂'])).toBe('travaux.zip');
});

test('a spreadsheet opens the table as text: no cell becomes a formula, decimals have their comma', () => {
	expect(csv([['=1+1', 'a;b', 'dit "oui"', 12.5, null, '-2']])).toBe('\ufeff\'=1+1;"a;b";"dit ""oui""";12,5;;\'-2\r\n');
});
