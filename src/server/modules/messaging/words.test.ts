import { describe, expect, test } from 'vitest';
import type { Part } from './audience.ts';
import { addressed, labels, moment, partLabel, sendPhrase } from './words.ts';

const ID = '019a0000-0000-7000-8000-00000000000a';
const parents: Part = { kind: 'group', id: ID, side: 'guardians', name: '5e B', of: 'class' };
const latin: Part = { kind: 'group', id: ID, side: 'pupils', name: 'Latin 4e', of: 'group' };
const head: Part = { kind: 'school', id: ID, side: 'principals', name: 'Collège Les Tilleuls' };
const anne: Part = { kind: 'family', id: ID, name: 'Anne Roy' };
const durand: Part = { kind: 'person', id: ID, name: 'Mme Claire Durand' };
const all: Part = { kind: 'everywhere', side: 'guardians' };

describe('audiences in words', () => {
	test('each as people say it', () => {
		expect([parents, latin, head, anne, durand, all].map((part) => partLabel(part, 'fr'))).toEqual([
			'parents de la 5e B',
			'élèves du groupe Latin 4e',
			'direction du collège Les Tilleuls',
			"parents d'Anne Roy",
			'Mme Claire Durand',
			'parents de tous les collèges'
		]);
		expect(partLabel(anne, 'en')).toBe('parents of Anne Roy');
	});

	test('one after the other, and after the name of the sender', () => {
		expect(labels([parents, durand], 'fr')).toBe('parents de la 5e B et Mme Claire Durand');
		expect(addressed([parents, head, durand], 'fr')).toBe('aux parents de la 5e B, à la direction du collège Les Tilleuls et à Mme Claire Durand');
		expect(addressed([all], 'fr')).toBe('aux parents de tous les collèges');
	});

	test('the button says to whom and to how many', () => {
		expect(sendPhrase([parents], 27, 'fr')).toBe('Envoyer aux 27 parents de la 5e B');
		expect(sendPhrase([parents], 1, 'fr')).toBe('Envoyer à 1 personne');
		expect(sendPhrase([head], 2, 'fr')).toBe('Envoyer à 2 personnes');
		expect(sendPhrase([durand], 1, 'fr')).toBe('Envoyer à Mme Claire Durand');
		expect(sendPhrase([parents, durand], 28, 'fr')).toBe('Envoyer à 28 personnes');
		expect(sendPhrase([all], 130_000, 'en')).toBe('Send to the 130,000 parents of all schools');
	});
});

test('a moment is said as the pages say it, in the time of the schools', () => {
	expect(moment(new Date('2026-03-04T18:04:00+01:00'), 'fr')).toBe('mercredi 4 mars 2026 à 18\u00a0h\u00a004');
	expect(moment(new Date('2026-07-14T06:00:00Z'), 'fr')).toBe('mardi 14 juillet 2026 à 8\u00a0h');
	expect(moment(new Date('2026-03-04T18:04:00+01:00'), 'en')).toContain('18:04');
});
