/** Audiences in words, in the language of the reader. */
import { m } from '#paraglide/messages.js';
import type { Part } from './audience.ts';

type Locale = 'fr' | 'en';

interface Named {
	kind: 'pupil' | 'adult';
	title: string | null;
	given_name: string;
	family_name: string;
}

/** « mercredi 4 mars 2026 à 18 h 04 », « … à 18 h », as the pages say it. */
export function moment(date: Date, locale: Locale): string {
	const said = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'fr-FR', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(date);
	if (locale === 'en') return said;
	return said.replace(/(\d{2}):(\d{2})$/, (_all, hour: string, minute: string) => `${Number(hour)}\u00a0h${minute === '00' ? '' : `\u00a0${minute}`}`);
}

/** « Mme Claire Durand », « Léa Martin ». */
export function fullName(person: Named): string {
	return [person.kind === 'adult' ? person.title : null, person.given_name, person.family_name].filter(Boolean).join(' ');
}

/** How somebody signs: « Mme Durand » for adults, « Léa Martin » for pupils. */
export function signature(person: Named): string {
	return person.kind === 'adult' && person.title ? `${person.title} ${person.family_name}` : `${person.given_name} ${person.family_name}`;
}

/** « de Léa Martin », « d'Anne Roy ». */
function of(name: string): string {
	return /^[aeiouhœæ]/i.test(name.normalize('NFD')) ? `d'${name}` : `de ${name}`;
}

/** « parents de la 5e B », « direction du collège Les Tilleuls », « Mme Claire Durand ». */
export function partLabel(part: Part, locale: Locale): string {
	const say = { locale };
	switch (part.kind) {
		case 'person':
			return part.name;
		case 'family':
			return m.messaging_to_family({ pupil: locale === 'fr' ? of(part.name) : part.name }, say);
		case 'group': {
			const where = part.of === 'class' ? m.messaging_of_class({ name: part.name }, say) : m.messaging_of_group({ name: part.name }, say);
			return GROUP[part.side]({ where }, say);
		}
		case 'school':
			return SCHOOL[part.side]({ where: m.messaging_of_school({ name: part.name.replace(/^coll[eè]ge\s+/i, '') }, say) }, say);
		case 'everywhere':
			return EVERYWHERE[part.side]({}, say);
	}
}

const GROUP = {
	pupils: m.messaging_to_pupils,
	teachers: m.messaging_to_teachers,
	guardians: m.messaging_to_guardians,
	members: m.messaging_to_members
};
const SCHOOL = {
	principals: m.messaging_to_principals,
	staff: m.messaging_to_staff,
	'school-life': m.messaging_to_school_life,
	'head-teachers': m.messaging_to_head_teachers,
	teachers: m.messaging_to_teachers,
	pupils: m.messaging_to_pupils,
	guardians: m.messaging_to_guardians
};
const EVERYWHERE = {
	principals: m.messaging_to_all_principals,
	staff: m.messaging_to_all_staff,
	teachers: m.messaging_to_all_teachers,
	pupils: m.messaging_to_all_pupils,
	guardians: m.messaging_to_all_guardians
};

/** « aux parents de la 5e B », « à la direction du collège Les Tilleuls », « à Mme Claire Durand ». */
function towards(part: Part, locale: Locale): string {
	const label = partLabel(part, locale);
	if (part.kind === 'person') return m.messaging_towards_person({ label }, { locale });
	const one = 'side' in part && part.kind !== 'everywhere' && (part.side === 'principals' || part.side === 'school-life');
	return one ? m.messaging_towards_office({ label }, { locale }) : m.messaging_towards_people({ label }, { locale });
}

/** All of them, as they stand after the name of the sender: « aux élèves de la 5e B et à Mme Claire Durand ». */
export function addressed(parts: readonly Part[], locale: Locale): string {
	return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts.map((part) => towards(part, locale)));
}

/** All of them, after one another: « parents de la 5e B, Mme Claire Durand ». */
export function labels(parts: readonly Part[], locale: Locale): string {
	return new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts.map((part) => partLabel(part, locale)));
}

/** What the button says: « Envoyer aux 27 parents de la 5e B », « Envoyer à Mme Claire Durand », « Envoyer à 31 personnes ». */
export function sendPhrase(parts: readonly Part[], total: number, locale: Locale): string {
	const [only] = parts;
	if (parts.length === 1 && only?.kind === 'person') return m.messaging_send_to_person({ name: only.name }, { locale });
	if (total === 1) return m.messaging_send_to_one({}, { locale });
	const count = counted(total, locale);
	const plural = only?.kind === 'family' || (only && 'side' in only && ['pupils', 'teachers', 'head-teachers', 'guardians', 'members'].includes(only.side));
	return parts.length === 1 && plural ? m.messaging_send_to_group({ count, label: partLabel(only, locale) }, { locale }) : m.messaging_send_to_many({ count }, { locale });
}

/** « 130 000 », with the spaces of the language. */
export function counted(value: number, locale: Locale): string {
	return new Intl.NumberFormat(locale).format(value);
}

/** Words somebody may type for a side, beside its label: « profs », « familles ». */
export function synonyms(side: string, locale: Locale): string {
	const words: Record<string, string> = {
		guardians: m.messaging_words_guardians({}, { locale }),
		pupils: m.messaging_words_pupils({}, { locale }),
		teachers: m.messaging_words_teachers({}, { locale }),
		principals: m.messaging_words_principals({}, { locale }),
		staff: m.messaging_words_staff({}, { locale }),
		'school-life': m.messaging_words_school_life({}, { locale }),
		'head-teachers': m.messaging_words_head_teachers({}, { locale })
	};
	return words[side] ?? '';
}
