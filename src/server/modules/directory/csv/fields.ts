/** What a file may hold, and the names its columns bear in the exports of schools' programs. */
import { withoutAccents } from '#kernel/letters';

export type Kind = 'pupils' | 'staff';

export interface CsvField {
	name: string;
	required: boolean;
	/** Headers, folded: lower case, no accents, letters and figures only. */
	synonyms: readonly string[];
}

const family = ['nom', 'nomdefamille', 'nomusuel', 'nomusage', 'nomeleve', 'nomdeleleve', 'familyname', 'lastname', 'name'];
const given = ['prenom', 'prenoms', 'prenom1', 'prenomeleve', 'prenomdeleleve', 'prenomusuel', 'givenname', 'firstname'];

function guardian(number: 1 | 2): CsvField[] {
	const people = ['responsable', 'resp', 'parent', 'resplegal', 'representantlegal', 'responsablelegal', 'rl', 'legal'];
	const heads = people.flatMap((one) => (number === 1 ? [`${one}1`, one] : [`${one}2`]));
	const named = (words: string[]) => heads.flatMap((head) => words.flatMap((word) => [`${word}${head}`, `${head}${word}`]));
	return [
		{ name: `guardian${number}Title`, required: false, synonyms: named(['civilite', 'civ', 'titre']) },
		{ name: `guardian${number}Family`, required: false, synonyms: [...named(['nom', 'nomdefamille']), ...(number === 1 ? ['nompere'] : ['nommere'])] },
		{ name: `guardian${number}Given`, required: false, synonyms: [...named(['prenom']), ...(number === 1 ? ['prenompere'] : ['prenommere'])] },
		{ name: `guardian${number}Email`, required: false, synonyms: named(['email', 'mail', 'courriel', 'adressemail', 'adresseemail']) },
		{ name: `guardian${number}Mobile`, required: false, synonyms: named(['portable', 'mobile', 'telephone', 'tel', 'telportable', 'telephoneportable']) }
	];
}

export const FIELDS: Record<Kind, readonly CsvField[]> = {
	pupils: [
		{ name: 'familyName', required: true, synonyms: family },
		{ name: 'givenName', required: true, synonyms: given },
		{ name: 'birthDate', required: true, synonyms: ['datedenaissance', 'naissance', 'datenaissance', 'datenaiss', 'neele', 'nele', 'ddn', 'birthdate'] },
		{ name: 'class', required: true, synonyms: ['classe', 'division', 'libelleclasse', 'codeclasse', 'div', 'structure', 'class'] },
		...guardian(1),
		...guardian(2)
	],
	staff: [
		{ name: 'title', required: false, synonyms: ['civilite', 'civ', 'titre', 'title'] },
		{ name: 'familyName', required: true, synonyms: family },
		{ name: 'givenName', required: true, synonyms: given },
		{ name: 'email', required: false, synonyms: ['email', 'mail', 'courriel', 'adressemail', 'adresseemail', 'adresseelectronique', 'emailprofessionnel'] },
		{ name: 'function', required: true, synonyms: ['fonction', 'profil', 'role', 'categorie', 'poste', 'emploi', 'function'] },
		{ name: 'classes', required: false, synonyms: ['classes', 'classe', 'divisions', 'division', 'classesenseignees'] }
	]
};

export function foldHeader(header: string): string {
	return withoutAccents(header)
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');
}

/** Field → column, as far as the headers say. Each column serves once. */
export function guessMapping(kind: Kind, headers: readonly string[]): Record<string, number> {
	const folded = headers.map(foldHeader);
	const taken = new Set<number>();
	const mapping: Record<string, number> = {};
	for (const field of FIELDS[kind]) {
		const column = field.synonyms.map((synonym) => folded.findIndex((header, at) => header === synonym && !taken.has(at))).find((at) => at >= 0);
		if (column === undefined) continue;
		taken.add(column);
		mapping[field.name] = column;
	}
	return mapping;
}
