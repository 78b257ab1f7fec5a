/** Small texts made from data. */
import { getLocale } from '#paraglide/runtime.js';
import { sizeIn } from './size.ts';

const SMALL_WORDS = /^(de|du|des|d|la|le|les|van|von|mme|m|mr|mlle|dr)$/i;

/** « Sophie Martin » and « Mme Sophie Martin » → « SM », « Mme Martin » → « MM »: at most two letters. */
export function initials(name: string): string {
	const words = name.split(/[\s.-]+/).filter(Boolean);
	const strong = words.filter((word) => !SMALL_WORDS.test(word));
	const used = strong.length > 1 ? strong : words;
	const first = used[0] ?? '';
	const last = used.length > 1 ? (used.at(-1) ?? '') : '';
	return (first.slice(0, 1) + last.slice(0, 1)).toLocaleUpperCase('fr');
}

/** The same address with one parameter changed; null takes it away. */
export function withParam(url: URL, name: string, value: string | null): string {
	const parameters = new URLSearchParams(url.searchParams);
	if (value === null) parameters.delete(name);
	else parameters.set(name, value);
	const query = parameters.toString();
	return query ? `${url.pathname}?${query}` : url.pathname;
}

/** 1 300 000 → « 1,3 Mo », in the language of the page. */
export function fileSize(bytes: number): string {
	return sizeIn(getLocale(), bytes);
}

/** What a badge shows of a count; no server counts further: « 7 », « 99+ ». */
export function countShown(count: number): string {
	return count > 99 ? '99+' : String(count);
}
