import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { checkLines, classKey, readDay } from './check.ts';
import { guessMapping } from './fields.ts';
import { readCsv, type CsvText } from './read.ts';

function read(bytes: Uint8Array): CsvText {
	const text = readCsv(bytes);
	if ('refused' in text) throw new Error(JSON.stringify(text.fields));
	return text;
}
const TEXT = 'Nom de famille;Prénom;Né(e) le;Division;Nom responsable 1;Prénom responsable 1;Courriel responsable 1\r\nN’Guyen;Zoé;14/05/2013;5e B;N’Guyen;Hélène;h@exemple.fr\r\n';

describe('a file', () => {
	test.each([
		['UTF-8', Buffer.from(TEXT), 'utf-8'],
		['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), 'utf-8'],
		['what Excel writes in France', iconv.encode(TEXT, 'win1252'), 'windows-1252'],
		['Unicode of Excel', iconv.encode(TEXT, 'utf-16', { addBOM: true }), 'utf-16']
	])('in %s is read', (_, bytes, encoding) => {
		const text = read(bytes);
		expect(text.encoding).toBe(encoding);
		expect(text.headers[0]).toBe('Nom de famille');
		expect(text.lines).toEqual([['N’Guyen', 'Zoé', '14/05/2013', '5e B', 'N’Guyen', 'Hélène', 'h@exemple.fr']]);
	});
	test('with commas or tabs, short lines and empty ones is read too', () => {
		expect(read(Buffer.from('Nom,Prénom\n"Petit, dit Jean",Jean\n\nSeul\n')).lines).toEqual([
			['Petit, dit Jean', 'Jean'],
			['Seul', '']
		]);
		expect(read(Buffer.from('Nom\tPrénom\nA\tB\n')).lines).toEqual([['A', 'B']]);
	});
	test.each([
		['empty', Buffer.alloc(0), 'csv-empty'],
		['of a header alone', Buffer.from('Nom;Prénom\n'), 'csv-empty'],
		['of more than 4 MB', Buffer.alloc(4 * 1024 * 1024 + 1, 65), 'csv-too-large'],
		['that is a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]), 'csv-not-text'],
		['with a quote left open', Buffer.from('Nom;Prénom\n"A;B\n'), 'csv-malformed'],
		['of too many lines', Buffer.from(`Nom\n${'A\n'.repeat(5_001)}`), 'csv-too-long']
	])('%s is refused', (_, bytes, code) => {
		expect(readCsv(bytes)).toMatchObject({ fields: { file: { code } } });
	});
});

test('columns are guessed from what programs call them', () => {
	expect(guessMapping('pupils', read(Buffer.from(TEXT)).headers)).toEqual({
		familyName: 0,
		givenName: 1,
		birthDate: 2,
		class: 3,
		guardian1Family: 4,
		guardian1Given: 5,
		guardian1Email: 6
	});
	expect(guessMapping('staff', ['CIVILITE', 'NOM', 'PRENOM', 'Fonction', 'E-mail'])).toEqual({ title: 0, familyName: 1, givenName: 2, function: 3, email: 4 });
});

test('each line says what is wrong with it, and the others are taken', () => {
	const mapping = { familyName: 0, givenName: 1, birthDate: 2, class: 3, guardian1Family: 4, guardian1Given: 5, guardian1Email: 6 };
	const checked = checkLines(
		'pupils',
		[
			['Petit', 'Tom', '2/9/2012', '4e A', '', '', ''],
			['', 'Sans', '02/09/2012', '4e A', '', '', ''],
			['Faux', 'Jour', '31/02/2012', '', '', '', ''],
			['Petit', 'TOM', '02/09/2012', '4eA', '', '', ''],
			['Roux', 'Ana', '2012-01-01', '4e A', 'Roux', '', 'pas-une-adresse'],
			['1234', 'Ana', '2012-01-01', '4e A', '', '', '']
		],
		mapping
	);
	expect(checked.pupils.map((one) => [one.line, one.birthDate])).toEqual([[2, '2012-09-02']]);
	expect(checked.problems.map((one) => `${one.line} ${one.field} ${one.code}`)).toEqual([
		'3 familyName required',
		'4 class required',
		'4 birthDate not-a-date',
		'5 familyName twice',
		'6 guardian1Email not-an-email',
		'6 guardian1Given guardian-incomplete',
		'7 familyName no-letters'
	]);
});

test('direction is not given by a file', () => {
	const checked = checkLines(
		'staff',
		[
			['Roux', 'Ana', 'Principale adjointe'],
			['Roux', 'Ivo', 'Professeur']
		],
		{ familyName: 0, givenName: 1, function: 2 }
	);
	expect(checked.staff.map((one) => one.profile)).toEqual(['staff', 'teacher']);
});

test('days and classes are recognised however they are written', () => {
	expect(['14/05/2013', '14-5-13', '2013-05-14', '14.05.2013'].map(readDay)).toEqual(['2013-05-14', '2013-05-14', '2013-05-14', '2013-05-14']);
	expect(['31/02/2013', '2013', 'hier', '14/05/1813'].map(readDay)).toEqual([null, null, null, null]);
	expect(['5e B', '5EB', '5 B', '5ème B', '5B'].map(classKey)).toEqual(['5B', '5B', '5B', '5B', '5B']);
	expect(classKey('ULIS')).toBe('ULIS');
});
