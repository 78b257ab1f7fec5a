/** The number of a school in France (UAI, once RNE): seven digits and a letter that checks them. */
import * as v from 'valibot';

/** The 23 letters of the check: 7-digit number modulo 23. I, O and Q are left out. */
const CHECK = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** The number with its letter: `750655` → `0750655E`. */
export function uaiOf(number: number): string {
	return String(number).padStart(7, '0') + CHECK.charAt(number % CHECK.length);
}

/** Does the letter belong to the digits? */
export function isUai(text: string): boolean {
	return /^\d{7}[A-Z]$/.test(text) && uaiOf(Number(text.slice(0, 7))) === text;
}

/** As people type it: any case, with spaces. */
export const uai = v.pipe(
	v.string('required'),
	v.transform((typed) => typed.toUpperCase().replace(/[\s.-]/g, '')),
	v.minLength(1, 'required'),
	v.regex(/^\d{7}[A-Z]$/, 'uai-format'),
	v.check(isUai, 'uai-letter')
);
