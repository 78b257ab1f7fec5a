import { describe, expect, it } from 'vitest';
import { fieldSentence, sentence } from './sentences.ts';

const adult = { locale: 'fr', pupil: false } as const;
const pupil = { locale: 'fr', pupil: true } as const;

describe('the sentence of a refusal', () => {
	it('says vous to adults and tu to pupils', () => {
		expect(sentence('draft-changed', 'conflict', {}, adult)).toContain('choisissez quelle version garder');
		expect(sentence('draft-changed', 'conflict', {}, pupil)).toContain('choisis quelle version garder');
		expect(fieldSentence('required', {}, adult)).toBe('Remplissez ce champ.');
		expect(fieldSentence('required', {}, pupil)).toBe('Remplis ce champ.');
	});

	it('is that of its code, else of its kind; the same for everybody where it addresses nobody', () => {
		expect(sentence('never-heard-of', 'not-found', {}, pupil)).toBe(sentence('not-found', 'not-found', {}, adult));
		expect(sentence('file-too-large', 'too-large', { limit: 100 }, pupil)).toContain('100 Mo au plus. Réduis-le');
	});
});
