/** Fictional families: children, their guardians and the links between them. */
import { withoutAccents } from '#kernel/letters';
import { BOYS, FAMILY_NAMES, GIRLS, MEN, STREETS, TOWNS, WOMEN } from './names.ts';
import { isPersonaName } from './personas.ts';
import { Random, at } from './random.ts';
import type { Address, Guardian, School } from './records.ts';
import { LEVELS, type Level } from './subjects.ts';

export interface Child {
	given: string;
	family: string;
	girl: boolean;
	birth: string;
	level: Level;
	address: Address;
	relations: readonly string[];
	grant: boolean;
	/** Goes to the next school, not to that of the brothers and sisters. */
	away: boolean;
	/** Fixed for personas; otherwise classes are filled in turn. */
	classCode?: string;
	groups?: readonly string[];
}

export interface Family {
	children: readonly Child[];
	guardians: readonly Guardian[];
}

export function phone(random: Random, prefix: '06 39 98' | '01 99 00'): string {
	const four = String(random.below(10_000)).padStart(4, '0');
	return `${prefix} ${four.slice(0, 2)} ${four.slice(2)}`;
}

export function birthDate(random: Random, schoolYear: number, age: number): string {
	const day = String(1 + random.below(28)).padStart(2, '0');
	const month = String(1 + random.below(12)).padStart(2, '0');
	return `${day}/${month}/${schoolYear - age}`;
}

export function addressIn(random: Random, town: string, postalCode: string): Address {
	const floor = random.chance(0.4) ? `Bâtiment ${String.fromCharCode(65 + random.below(6))}, escalier ${1 + random.below(4)}$` : '';
	return { lines: `${floor}${1 + random.below(180)} ${random.pick(STREETS)}`, postalCode, town: town.toUpperCase() };
}

/** A name no persona bears. */
export function adultName(random: Random, woman: boolean, family: string): string {
	for (;;) {
		const given = random.common(woman ? WOMEN : MEN);
		if (!isPersonaName(given, family)) return given;
	}
}

function childName(random: Random, girl: boolean, family: string): string {
	for (;;) {
		const given = random.common(girl ? GIRLS : BOYS);
		if (!isPersonaName(given, family)) return given;
	}
}

export function mailOf(given: string, family: string, number: number): string {
	const plain = withoutAccents(`${given}.${family}`)
		.replace(/[^A-Za-z.-]/g, '')
		.toLowerCase();
	return `${plain}${number % 89}@courriel.example`;
}

/**
 * A family of one to three children (88 %, 11 %, 1 %: about 1.75 guardians a pupil, as in a real
 * export) and one to three guardians. `nextKey` gives the guardians' keys.
 */
export function makeFamily(random: Random, school: School, schoolYear: number, nextKey: () => number): Family {
	const name = random.common(FAMILY_NAMES);
	const home = random.chance(0.12) ? addressIn(random, ...at(TOWNS, random.below(TOWNS.length))) : addressIn(random, school.town, school.postalCode);
	const apart = random.chance(0.22);
	const kind = random.next();
	const guardians: Guardian[] = [];
	const links: string[] = [];
	const add = (woman: boolean, family: string, link: number, legal: number, address: Address) => {
		const given = adultName(random, woman, family);
		const key = nextKey();
		const mail = random.chance(0.86) ? mailOf(given, family, key) : null;
		guardians.push({
			key,
			given,
			family,
			title: woman ? 'Mme' : 'M.',
			mobile: phone(random, '06 39 98'),
			phone: random.chance(0.5) ? phone(random, '01 99 00') : '',
			mail,
			address
		});
		links.push(`${key}$${link}$${legal === 1 && links.length === 0 ? 1 : 0}$${legal}$${legal === 0 ? 0 : 1}$${links.length === 0 ? 1 : 0}`);
	};
	const mothersName = random.chance(0.4) ? random.common(FAMILY_NAMES) : name;
	add(true, mothersName, 20, 1, home);
	if (kind > 0.06) {
		add(false, name, 10, 1, apart ? addressIn(random, school.town, school.postalCode) : home);
		// Couples who share one address book entry share one e-mail address too.
		const [mother, father] = guardians;
		if (mother && father && !apart && random.chance(0.1)) father.mail = mother.mail;
	}
	if (kind > 0.96) add(random.chance(0.6), name, random.pick([38, 39, 50, 90]), 0, addressIn(random, school.town, school.postalCode));

	const count = random.chance(0.88) ? 1 : random.chance(0.92) ? 2 : 3;
	const grant = random.chance(0.25);
	const children = Array.from({ length: count }, (_, rank): Child => {
		const girl = random.chance(0.5);
		const level = random.pick(LEVELS);
		return {
			given: childName(random, girl, name),
			family: name,
			girl,
			birth: birthDate(random, schoolYear, level.age),
			level,
			address: home,
			relations: links,
			grant,
			away: rank > 0 && random.chance(0.15)
		};
	});
	return { children, guardians };
}
