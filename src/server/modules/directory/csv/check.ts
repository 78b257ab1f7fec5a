/** From lines and columns to people, or to what is wrong with a line. Pure. */
import { withoutAccents } from '#kernel/letters';
import { nameKey } from '../import/names.ts';
import { FIELDS, type Kind } from './fields.ts';

export interface Problem {
	/** As the file counts: the header is line 1. */
	line: number;
	field: string;
	code: 'required' | 'not-a-date' | 'not-an-email' | 'too-long' | 'no-letters' | 'twice' | 'guardian-incomplete' | 'unknown-function';
	value: string;
}
export interface GuardianEntry {
	title: string | null;
	familyName: string;
	givenName: string;
	email: string | null;
	mobile: string | null;
}
export interface PupilEntry {
	line: number;
	familyName: string;
	givenName: string;
	birthDate: string;
	className: string;
	guardians: GuardianEntry[];
}
export interface StaffEntry {
	line: number;
	title: string | null;
	familyName: string;
	givenName: string;
	email: string | null;
	profile: 'teacher' | 'staff';
	functionLabel: string;
	classes: string[];
}
export interface Checked {
	pupils: PupilEntry[];
	staff: StaffEntry[];
	problems: Problem[];
}

const LONGEST_NAME = 60;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** `dd/mm/yyyy`, `dd-mm-yy`, `yyyy-mm-dd` → `yyyy-mm-dd`, if it is a day on which a pupil may be born. */
export function readDay(text: string): string | null {
	const french = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(text);
	const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
	const [year, month, day] = french ? [french[3], french[2], french[1]] : iso ? [iso[1], iso[2], iso[3]] : [];
	if (!year || !month || !day) return null;
	const written = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	const at = Date.parse(written);
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(written) && written > '1990' && written < '2100' ? written : null;
}

function readTitle(text: string): string | null {
	const folded = text.toLowerCase().replace(/[^a-z]/g, '');
	return ['m', 'mr', 'monsieur'].includes(folded) ? 'M.' : ['mme', 'mlle', 'madame', 'mademoiselle'].includes(folded) ? 'Mme' : null;
}

/** « Professeur de maths », « CPE »… Direction is not given by a file: it opens the administration. */
function readProfile(text: string): 'teacher' | 'staff' | null {
	const folded = withoutAccents(text).toLowerCase();
	if (/ens|prof|teacher|docum/.test(folded)) return 'teacher';
	return /[a-z]{2}/.test(folded) ? 'staff' : null;
}

/** Read every line with the columns chosen. */
export function checkLines(kind: Kind, lines: readonly (readonly string[])[], mapping: Readonly<Record<string, number>>): Checked {
	const checked: Checked = { pupils: [], staff: [], problems: [] };
	const seen = new Set<string>();
	lines.forEach((cells, at) => {
		const line = at + 2;
		const before = checked.problems.length;
		const get = (field: string) => (mapping[field] === undefined ? '' : (cells[mapping[field]] ?? '').trim());
		const wrong = (field: string, code: Problem['code']) => void checked.problems.push({ line, field, code, value: get(field).slice(0, 60) });
		for (const field of FIELDS[kind]) if (field.required && !get(field.name)) wrong(field.name, 'required');
		const [familyName, givenName] = [get('familyName'), get('givenName')];
		for (const name of ['familyName', 'givenName']) {
			if (get(name).length > LONGEST_NAME) wrong(name, 'too-long');
			else if (get(name) && !/\p{L}/u.test(get(name))) wrong(name, 'no-letters');
		}
		const address = (field: string): string | null => {
			const email = get(field).toLowerCase();
			if (email && !EMAIL.test(email)) wrong(field, 'not-an-email');
			return email || null;
		};
		if (kind === 'pupils') {
			const birthDate = readDay(get('birthDate'));
			if (get('birthDate') && !birthDate) wrong('birthDate', 'not-a-date');
			const guardians = ([1, 2] as const).flatMap((number): GuardianEntry[] => {
				const part = (name: string) => `guardian${number}${name}`;
				const [family, given] = [get(part('Family')), get(part('Given'))];
				const email = address(part('Email'));
				if (!family && !given) {
					if (email || get(part('Mobile'))) wrong(part('Family'), 'guardian-incomplete');
					return [];
				}
				if (!family || !given) wrong(part(family ? 'Given' : 'Family'), 'guardian-incomplete');
				return [
					{
						title: readTitle(get(part('Title'))),
						familyName: family.slice(0, LONGEST_NAME),
						givenName: given.slice(0, LONGEST_NAME),
						email,
						mobile: get(part('Mobile')).slice(0, 30) || null
					}
				];
			});
			const key = `${nameKey(givenName, familyName)} ${birthDate}`;
			if (seen.has(key)) wrong('familyName', 'twice');
			seen.add(key);
			if (get('class').length > 30) wrong('class', 'too-long');
			if (checked.problems.length === before && birthDate) checked.pupils.push({ line, familyName, givenName, birthDate, className: get('class'), guardians });
			return;
		}
		const profile = readProfile(get('function'));
		if (get('function') && !profile) wrong('function', 'unknown-function');
		const email = address('email');
		const key = `${nameKey(givenName, familyName)} ${email ?? ''}`;
		if (seen.has(key)) wrong('familyName', 'twice');
		seen.add(key);
		if (checked.problems.length === before && profile) {
			checked.staff.push({
				line,
				title: readTitle(get('title')),
				familyName,
				givenName,
				email,
				profile,
				functionLabel: get('function').slice(0, 80),
				classes: [
					...new Set(
						get('classes')
							.split(/[,/|;]/)
							.map((one) => one.trim())
							.filter((one) => one && one.length <= 30)
					)
				]
			});
		}
	});
	return checked;
}

/** How a class is recognised: « 5e B », « 5EB » and « 5 B » are one. */
export function classKey(label: string): string {
	return withoutAccents(label)
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, '')
		.replace(/^([3-6])(EME|E)(?=.)/, '$1');
}
