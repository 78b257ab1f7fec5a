/** Small texts made from data. */
import { getLocale } from '#paraglide/runtime.js';

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

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1 300 000 → « 1,3 Mo »; of what is smaller than ten, one decimal. */
export function fileSize(bytes: number): string {
	const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
	const value = bytes / 1_000 ** power;
	return new Intl.NumberFormat(getLocale(), {
		style: 'unit',
		unit: UNITS[power] ?? 'byte',
		unitDisplay: power === 0 ? 'long' : 'short',
		maximumFractionDigits: value < 10 && power > 0 ? 1 : 0
	}).format(value);
}
