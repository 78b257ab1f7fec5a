/** Names inside a zip: they say whose and what, sort well, and are harmless on every disk. Pure. */
import { withoutAccents } from '#kernel/letters';

/** Letters and digits of ASCII, words joined: « 5e B » → « 5eB ». Empty when nothing is left. */
function plain(text: string, between: string): string {
	return withoutAccents(text)
		.replace(/[^A-Za-z0-9]+/g, between)
		.replace(new RegExp(`^${between || ' '}+|${between || ' '}+$`, 'g'), '')
		.slice(0, 40);
}

interface Name {
	familyName: string;
	givenName: string;
}

export interface Named extends Name {
	className: string | null;
	/** Who handed it in together with him. */
	mates?: readonly Name[];
	/** « devoir3 »: the third work of its author this year. */
	number: number;
	attempt: number | null;
}

/** « NOM-Prenom ». */
const personOf = (name: Name) => `${plain(name.familyName, '-').toUpperCase()}-${plain(name.givenName, '-')}`.replace(/^-|-$/g, '') || 'eleve';

/** Longer names are too long for some disks with what comes after them. */
const MOST_NAMES = 120;

/** « NOM-Prenom+NOM-Prenom »; of a large team the last ones as a number, « +3 ». */
function peopleOf(named: Named): string {
	const all = [named, ...(named.mates ?? [])].map(personOf);
	let shown = all.length;
	while (shown > 1 && all.slice(0, shown).join('+').length > MOST_NAMES) shown--;
	return [...all.slice(0, shown), ...(shown < all.length ? [String(all.length - shown)] : [])].join('+');
}

/** « 5eB_NOM-Prenom_devoir3_v2 ». */
export function stemOf(named: Named): string {
	return [plain(named.className ?? '', '') || 'sans-classe', peopleOf(named), `devoir${named.number}`, ...(named.attempt === null ? [] : [`v${named.attempt}`])].join('_');
}

/** The ending of a name somebody gave, when it is one: « .pdf ». */
export function endingOf(name: string): string {
	const found = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1];
	return found ? `.${found.toLowerCase()}` : '';
}

export function folderOf(number: number, title: string): string {
	return [`devoir${number}`, plain(title, '-')].filter(Boolean).join('_');
}

/** « 5eB_devoir3.zip ». */
export function zipName(parts: readonly string[]): string {
	return `${
		parts
			.map((part) => plain(part, '-'))
			.filter(Boolean)
			.join('_') || 'travaux'
	}.zip`;
}

/** The same names, each once, whatever the case: « a.pdf », « a-2.pdf ». */
export function distinct(): (name: string) => string {
	const taken = new Set<string>();
	return (name) => {
		const ending = endingOf(name);
		const stem = ending === '' ? name : name.slice(0, -ending.length);
		let unique = name;
		for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${stem}-${count}${ending}`;
		taken.add(unique.toLowerCase());
		return unique;
	};
}
