/** Names folded for logins and comparison. */

const LETTERS: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h' };
/** Each part of a login, before and after the point. */
const LONGEST_PART = 30;

/** Lower case, no accents, apostrophes dropped, everything else between letters one hyphen: « N'Diaye » → `ndiaye`. */
export function foldName(name: string): string {
	const lower = name.toLowerCase();
	if (/^[a-z]+$/.test(lower)) return lower;
	return lower
		.replace(/[œæßøłđðþıħ]/g, (letter) => LETTERS[letter] ?? '')
		.normalize('NFD')
		.replace(/[\u0300-\u036f'’ʼ`]/g, '')
		.replace(/[^a-z]+/g, '-')
		.replace(/^-+|-+$/g, '');
}

function part(folded: string): string {
	return folded.length <= LONGEST_PART ? folded : folded.slice(0, LONGEST_PART).replace(/-+$/, '');
}

/** `prenom.nom`, before the number that tells homonyms apart. Names in other alphabets become `compte`. */
export function loginBase(givenName: string, familyName: string): string {
	const given = part(foldName(givenName));
	const family = part(foldName(familyName));
	return given && family ? `${given}.${family}` : given || family || 'compte';
}

/** What two people with the same names share, whatever case, accents and hyphens. */
export function nameKey(givenName: string, familyName: string): string {
	return `${foldName(familyName)} ${foldName(givenName)}`;
}
