/** Sentences of the directory made from data, said the same on every page. */
import { m } from '#paraglide/messages.js';
import { profileWord } from '#ui/profiles.ts';

interface Listed {
	profile: string;
	classLabel: string | null;
	functionLabel: string | null;
	schoolName?: string | null;
}

/** « Enseignant · 5e B, 4e A », « Responsable · enfants en 5e B », « Personnel · Vie scolaire ». */
export function whoLine(one: Listed, withSchool: boolean): string {
	const classes = one.classLabel === null ? null : one.profile === 'guardian' ? m.directory_children_in({ classes: one.classLabel }) : one.classLabel;
	return [profileWord(one.profile), tidy(one.functionLabel), classes, withSchool ? one.schoolName : null].filter(Boolean).join(' · ');
}

/** The académie writes in capitals without accents; these are the words of its lists. */
const ACCENTS: Record<string, string> = {
	etablissement: 'établissement',
	education: 'éducation',
	educatif: 'éducatif',
	francais: 'français',
	mathematiques: 'mathématiques',
	geographie: 'géographie',
	eleve: 'élève',
	eleves: 'élèves',
	numerique: 'numérique',
	securite: 'sécurité',
	medecin: 'médecin',
	secretariat: 'secrétariat',
	secretaire: 'secrétaire',
	scolarite: 'scolarité',
	lv1: 'LV1',
	lv2: 'LV2',
	emc: 'EMC',
	eps: 'EPS',
	cpe: 'CPE',
	aed: 'AED',
	svt: 'SVT'
};

/** « CHEF D'ETABLISSEMENT » → « Chef d'établissement ». What is not in capitals stays. */
export function tidy(label: string | null): string | null {
	if (label === null || label !== label.toUpperCase()) return label;
	const words = label.toLowerCase().replace(/[a-z0-9]+/g, (word) => ACCENTS[word] ?? word);
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Codes of the family link, old list and recent list of the AAF; kept as they came, said as known. */
export function linkWord(code: string): string {
	switch (Number(code)) {
		case 1:
			return m.directory_link_father();
		case 2:
			return m.directory_link_mother();
		case 10:
		case 20:
			return m.directory_link_parent();
		case 3:
			return m.directory_link_guardian();
		case 37:
			return m.directory_link_sibling();
		case 38:
			return m.directory_link_grandparent();
		case 4:
		case 39:
			return m.directory_link_family();
		case 5:
		case 50:
		case 51:
			return m.directory_link_services();
		case 7:
		case 70:
			return m.directory_link_self();
		default:
			return m.directory_link_other();
	}
}

export function groupHref(group: { id: string; kind: string }): string {
	return `/annuaire/${group.kind === 'class' ? 'classe' : 'groupe'}/${group.id}`;
}

/** The address of a new message to somebody or some of a group. */
export function writeHref(to: string): string {
	return `/messagerie/ecrire?a=${encodeURIComponent(to)}`;
}
