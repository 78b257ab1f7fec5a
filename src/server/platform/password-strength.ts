/**
 * Is a password good enough? CNIL (délibération 2022-100): at least 50 bits with throttling, no rule of
 * composition. Counted two ways, both must hold: the bits of its characters, and what a guesser who
 * knows French words, names and leaked passwords needs (zxcvbn).
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as french from '@zxcvbn-ts/language-fr';

export const BITS = 50;
/** Guesses (as a power of ten) a password must withstand behind throttling: zxcvbn's « safely unguessable » is 10. */
const GUESSES_LOG10 = 9;
/** Longer is not looked at: the time of zxcvbn grows with it. */
const LOOKED_AT = 100;

export type Weakness = 'password-too-short' | 'password-known' | 'password-guessable' | 'password-about-you';

let checker: ZxcvbnFactory | null = null;

function zxcvbn(): ZxcvbnFactory {
	checker ??= new ZxcvbnFactory({
		dictionary: { ...common.dictionary, ...french.dictionary },
		graphs: common.adjacencyGraphs
	});
	return checker;
}

/** Bits of a password as the CNIL counts: length × log2(characters of the kinds used). */
export function characterBits(password: string): number {
	const kinds: [RegExp, number][] = [
		[/[a-z]/, 26],
		[/[A-Z]/, 26],
		[/[0-9]/, 10],
		[/[^a-zA-Z0-9\s]/, 33],
		[/\s/, 1]
	];
	const alphabet = kinds.reduce((sum, [kind, size]) => sum + (kind.test(password) ? size : 0), 0);
	return [...password].length * Math.log2(Math.max(alphabet, 1));
}

/** Null when good, else why not. `about` are the person's names, login and birth year. */
export function weaknessOf(password: string, about: string[]): Weakness | null {
	if (characterBits(password) < BITS) return 'password-too-short';
	const looked = password.slice(0, LOOKED_AT);
	const result = zxcvbn().check(
		looked,
		about.filter((one) => one.length > 2)
	);
	if (result.guessesLog10 >= GUESSES_LOG10) return null;
	const only = result.sequence[0];
	if (result.sequence.some((part) => part.pattern === 'dictionary' && 'dictionaryName' in part && part.dictionaryName === 'userInputs')) return 'password-about-you';
	if (result.sequence.length === 1 && only?.pattern === 'dictionary' && 'dictionaryName' in only && String(only.dictionaryName).startsWith('passwords')) return 'password-known';
	return 'password-guessable';
}
