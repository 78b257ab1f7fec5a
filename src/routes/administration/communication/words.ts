/** The rules of communication, said in sentences. */
import { m } from '#paraglide/messages.js';

type Scope = 'none' | 'own' | 'school';

const OWN: Record<string, () => string> = {
	'pupil-pupil': m.directory_own_pupil_pupil,
	'pupil-guardian': m.directory_own_pupil_guardian,
	'pupil-teacher': m.directory_own_pupil_teacher,
	'guardian-pupil': m.directory_own_guardian_pupil,
	'guardian-guardian': m.directory_own_guardian_guardian,
	'guardian-teacher': m.directory_own_guardian_teacher,
	'teacher-pupil': m.directory_own_teacher_pupil,
	'teacher-guardian': m.directory_own_teacher_guardian,
	'teacher-teacher': m.directory_own_teacher_teacher
};

const PLURAL: Record<string, () => string> = {
	pupil: m.directory_the_pupils,
	guardian: m.directory_the_guardians,
	teacher: m.directory_the_teachers,
	staff: m.directory_the_staff,
	principal: m.directory_the_principals,
	guest: m.directory_the_guests
};

export function plural(profile: string): string {
	return PLURAL[profile]?.() ?? profile;
}

/** « Messages des élèves à la direction » */
export function ruleTitle(from: string, to: string): string {
	return m.directory_rule_title({ from: OF[from]?.() ?? from, to: TO[to]?.() ?? to });
}

export function capital(words: string): string {
	return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

const OF: Record<string, () => string> = {
	pupil: m.directory_of_pupils,
	guardian: m.directory_of_guardians,
	teacher: m.directory_of_teachers,
	staff: m.directory_of_staff,
	principal: m.directory_of_principals,
	guest: m.directory_of_guests
};
const TO: Record<string, () => string> = {
	pupil: m.directory_to_pupils,
	guardian: m.directory_to_guardians,
	teacher: m.directory_to_teachers,
	staff: m.directory_to_staff,
	principal: m.directory_to_principals,
	guest: m.directory_to_guests
};

const ALL: Record<string, () => string> = {
	pupil: m.directory_all_pupils,
	guardian: m.directory_all_guardians,
	teacher: m.directory_all_teachers,
	staff: m.directory_all_staff,
	principal: m.directory_all_principals,
	guest: m.directory_all_guests
};

/** What a cell of the matrix says: « personne », « leurs enseignants », « tous les enseignants ». */
export function scopeWord(from: string, to: string, scope: Scope): string {
	if (scope === 'none') return m.directory_scope_none();
	if (scope === 'school') return ALL[to]?.() ?? to;
	if (to === 'staff') return m.directory_own_staff();
	return OWN[`${from}-${to}`]?.() ?? m.directory_own_group();
}

/** The effect of a change, before it is applied. */
export function effectSentence(effect: { from: string; to: string; after: Scope; writers: number; targets: number }): string {
	const who = counted(effect.from, effect.writers);
	if (effect.after === 'none') return m.directory_effect_none({ who, whom: plural(effect.to) });
	const whom = scopeWord(effect.from, effect.to, effect.after);
	return effect.after === 'school' ? m.directory_effect_school({ who, whom, count: effect.targets }) : m.directory_effect_own({ who, whom });
}

const COUNTED: Record<string, (given: { count: number }) => string> = {
	pupil: m.directory_n_pupils,
	guardian: m.directory_n_guardians,
	teacher: m.directory_n_teachers,
	staff: m.directory_n_staff,
	principal: m.directory_n_principals,
	guest: m.directory_n_guests
};

function counted(profile: string, count: number): string {
	return COUNTED[profile]?.({ count }) ?? String(count);
}
