/** The families and staff of the personas, written by hand: the same in every export. */
import type { Child, Family } from './families.ts';
import type { Address, Guardian, School, Staff } from './records.ts';
import { LATIN, LEVELS } from './subjects.ts';
import { at } from './random.ts';

/** Keys below the generated ones, so that a persona comes first among homonyms. */
const KEY = { sophie: 2_000_001, julien: 2_000_002, monique: 2_000_003, samira: 2_000_004, awa: 2_000_005, isabelle: 2_000_006, twins: 2_000_007, other: 2_000_008 };

const [sixth, fifth, fourth, third] = [at(LEVELS, 0), at(LEVELS, 1), at(LEVELS, 2), at(LEVELS, 3)];

function home(lines: string): Address {
	return { lines, postalCode: '92000', town: 'NANTERRE' };
}

function guardian(key: number, name: string, title: string, address: Address, mail?: string): Guardian {
	const [given = '', family = ''] = name.split(' ');
	const number = String(key % 100).padStart(2, '0');
	return { key, given, family, title, mobile: `06 39 98 00 ${number}`, phone: `01 99 00 90 ${number}`, mail: mail ?? `${given}.${family}@courriel.example`.toLowerCase(), address };
}

function child(name: string, girl: boolean, birth: string, level: Child['level'], classCode: string, address: Address, relations: string[], more: Partial<Child> = {}): Child {
	const [given = '', family = ''] = name.split(' ');
	return { given, family, girl, birth, level, classCode, address, relations, grant: false, away: false, ...more };
}

/** Families of the first school. Children who are `away` go to the second. `year` is that of the autumn. */
export function storyFamilies(year: number): Family[] {
	const tilleuls = home('12 rue des Tilleuls');
	const seine = home('Bâtiment C$48 quai de Seine');
	const parents = [`${KEY.sophie}$20$1$1$1$1`, `${KEY.julien}$10$0$1$1$0`];
	return [
		{
			guardians: [
				guardian(KEY.sophie, 'Sophie Martin', 'Mme', tilleuls),
				guardian(KEY.julien, 'Julien Martin', 'M.', seine),
				guardian(KEY.monique, 'Monique Martin', 'Mme', tilleuls)
			],
			children: [
				child('Léa Martin', true, `14/03/${year - 12}`, fifth, '5B', tilleuls, [...parents, `${KEY.monique}$38$0$0$1$0`]),
				child('Tom Martin', false, `02/09/${year - 14}`, third, '3A', tilleuls, parents, { away: true })
			]
		},
		{
			guardians: [guardian(KEY.samira, 'Samira Haddad', 'Mme', home('3 cité des Marguerites'))],
			children: [child('Yanis Haddad', false, `21/11/${year - 12}`, fifth, '5B', home('3 cité des Marguerites'), [`${KEY.samira}$20$1$1$1$1`], { grant: true })]
		},
		{
			guardians: [guardian(KEY.awa, 'Awa Traoré', 'Mme', home('27 rue Pasteur'))],
			children: [child('Inès Traoré', true, `08/06/${year - 13}`, fourth, '4C', home('27 rue Pasteur'), [`${KEY.awa}$20$1$1$1$1`], { groups: ['4LATIN', '4ESP1'] })]
		},
		{
			// Guardian here, teacher at the second school: two keys, one human being.
			guardians: [guardian(KEY.isabelle, 'Isabelle Petit', 'Mme', home('5 allée des Acacias'), 'isabelle.petit@academie.example')],
			children: [child('Margaux Petit', true, `30/01/${year - 11}`, sixth, '6A', home('5 allée des Acacias'), [`${KEY.isabelle}$20$1$1$1$1`])]
		},
		// Two pupils of one class with the same name.
		{
			guardians: [guardian(KEY.twins, 'Céline Bernard', 'Mme', home('9 rue de Verdun'))],
			children: [child('Lucas Bernard', false, `17/04/${year - 12}`, fifth, '5B', home('9 rue de Verdun'), [`${KEY.twins}$20$1$1$1$1`])]
		},
		{
			guardians: [guardian(KEY.other, 'Fabrice Bernard', 'M.', home('61 rue Gabriel-Péri'))],
			children: [child('Lucas Bernard', false, `25/10/${year - 12}`, fifth, '5B', home('61 rue Gabriel-Péri'), [`${KEY.other}$10$1$1$1$1`])]
		}
	];
}

/** What a named member of staff replaces in the generated team: the first of that post in that school. */
export interface NamedStaff {
	school: 0 | 1;
	post: 'head' | 'manager' | 'life' | 'teacher';
	/** Subject taught, for a teacher. */
	subject?: string;
	given: string;
	family: string;
	title: Staff['title'];
}

export const NAMED_STAFF: readonly NamedStaff[] = [
	{ school: 0, post: 'head', given: 'Philippe', family: 'Moreau', title: 'M.' },
	{ school: 0, post: 'manager', given: 'Bruno', family: 'Garnier', title: 'M.' },
	{ school: 0, post: 'life', given: 'Nadia', family: 'Lefèvre', title: 'Mme' },
	{ school: 0, post: 'teacher', subject: '061300', given: 'Hélène', family: 'Durand', title: 'Mme' },
	{ school: 0, post: 'teacher', subject: '020700', given: 'Karim', family: 'Benali', title: 'M.' },
	{ school: 0, post: 'teacher', subject: LATIN, given: 'Odile', family: 'Cœuré', title: 'Mme' },
	{ school: 1, post: 'head', given: 'Anne-Marie', family: 'Perrin', title: 'Mme' },
	{ school: 1, post: 'teacher', subject: '030201', given: 'Isabelle', family: 'Petit', title: 'Mme' }
];

/** Class whose head teacher Hélène Durand is, and which Karim Benali teaches. */
export const STORY_CLASS: { school: School['index']; code: string; subject: string } = { school: 0, code: '5B', subject: '061300' };
