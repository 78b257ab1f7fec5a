import { expect, test } from 'vitest';
import { fileSize, initials, withParam } from './text.ts';

test.each([
	['Sophie Martin', 'SM'],
	['Mme Sophie Martin', 'SM'],
	['Mme Durand', 'MD'],
	["Mme N'Guyen", 'MN'],
	['Léa de La Fontaine', 'LF'],
	['Jean-Pierre Petit', 'JP'],
	['Vie scolaire', 'VS'],
	['élodie', 'É'],
	['', '']
])('initials of %s', (name, wanted) => {
	expect(initials(name)).toBe(wanted);
});

test('a parameter changes and the filters stay', () => {
	const url = new URL('http://localhost/annuaire?q=l%C3%A9a&page=2');
	expect(withParam(url, 'page', '3')).toBe('/annuaire?q=l%C3%A9a&page=3');
	expect(withParam(url, 'page', null)).toBe('/annuaire?q=l%C3%A9a');
	expect(withParam(new URL('http://localhost/annuaire?page=2'), 'page', null)).toBe('/annuaire');
});

test.each([
	[0, '0 octet'],
	[999, '999 octets'],
	[1_300, '1,3 ko'],
	[25_300_000, '25 Mo'],
	[3_000_000_000_000, '3 000 Go']
])('%i bytes are « %s »', (bytes, said) => {
	expect(fileSize(bytes).replace(/\s/g, ' ')).toBe(said);
});
