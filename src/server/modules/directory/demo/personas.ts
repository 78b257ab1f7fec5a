/**
 * The people of the demo one can log in as. Their names are theirs alone in the fictional export, so
 * that their logins carry no number. Those of the département, the académie and the operator stand in
 * no export: `createDemoPersonas` makes them.
 */
import { sql } from 'kysely';
import type { Profile } from '#kernel/actor';
import type { Db } from '#kernel/context';

export interface Persona {
	profile: Profile;
	login: string;
	/** Given name and family name, as shown. */
	name: string;
	/** Name of the school; null for those who see every school. */
	school: string | null;
	/** Class of a pupil, or of which a teacher is head teacher. */
	class: string | null;
	/** Who this is in the story the demo tells. */
	about: string;
}

export const FIRST_SCHOOL = 'Collège Les Tilleuls';
export const SECOND_SCHOOL = 'Collège Jean-Perrin';

const first = { school: FIRST_SCHOOL, class: null };
const second = { school: SECOND_SCHOOL, class: null };
const everywhere = { school: null, class: null };

export const PERSONAS: readonly Persona[] = [
	{ profile: 'pupil', login: 'lea.martin', name: 'Léa Martin', school: FIRST_SCHOOL, class: '5e B', about: 'élève de 5e B, sœur de Tom' },
	{ profile: 'pupil', login: 'yanis.haddad', name: 'Yanis Haddad', school: FIRST_SCHOOL, class: '5e B', about: 'élève de 5e B, sans ordinateur à la maison' },
	{ profile: 'pupil', login: 'ines.traore', name: 'Inès Traoré', school: FIRST_SCHOOL, class: '4e C', about: 'élève de 4e C, latiniste' },
	{ profile: 'pupil', login: 'tom.martin', name: 'Tom Martin', school: SECOND_SCHOOL, class: '3e A', about: 'frère de Léa, dans un autre collège' },
	{ profile: 'guardian', login: 'sophie.martin', name: 'Sophie Martin', ...first, about: 'mère de Léa et de Tom, deux collèges' },
	{ profile: 'guardian', login: 'julien.martin', name: 'Julien Martin', ...first, about: 'père de Léa et de Tom, vit séparément' },
	{ profile: 'guardian', login: 'monique.martin', name: 'Monique Martin', ...first, about: 'grand-mère de Léa, sans autorité légale' },
	{ profile: 'guardian', login: 'samira.haddad', name: 'Samira Haddad', ...first, about: 'mère de Yanis' },
	{ profile: 'teacher', login: 'helene.durand', name: 'Hélène Durand', school: FIRST_SCHOOL, class: '5e B', about: 'mathématiques, professeure principale de la 5e B' },
	{ profile: 'teacher', login: 'karim.benali', name: 'Karim Benali', ...first, about: 'français' },
	{ profile: 'teacher', login: 'isabelle.petit', name: 'Isabelle Petit', ...second, about: 'anglais à Jean-Perrin, et mère d’une élève des Tilleuls' },
	{ profile: 'staff', login: 'nadia.lefevre', name: 'Nadia Lefèvre', ...first, about: 'vie scolaire (CPE)' },
	{ profile: 'staff', login: 'bruno.garnier', name: 'Bruno Garnier', ...first, about: 'gestionnaire' },
	{ profile: 'principal', login: 'philippe.moreau', name: 'Philippe Moreau', ...first, about: 'principal' },
	{ profile: 'principal', login: 'anne-marie.perrin', name: 'Anne-Marie Perrin', ...second, about: 'principale' },
	{ profile: 'department', login: 'claire.besson', name: 'Claire Besson', ...everywhere, about: 'équipe du Département' },
	{ profile: 'academy', login: 'olivier.renaud', name: 'Olivier Renaud', ...everywhere, about: 'DANE de l’académie' },
	{ profile: 'operator', login: 'maud.fabre', name: 'Maud Fabre', ...everywhere, about: 'exploitante' }
];

/** « Hélène Durand » → its two parts. No persona has a space in either. */
export function partsOf(persona: Persona): { given: string; family: string } {
	const [given = '', family = ''] = persona.name.split(' ');
	return { given, family };
}

const TAKEN = new Set(PERSONAS.map((persona) => persona.name.toLowerCase()));

/** Is this the name of a persona, which nobody else of the demo may bear? */
export function isPersonaName(given: string, family: string): boolean {
	return TAKEN.has(`${given} ${family}`.toLowerCase());
}

/** Make the personas that no export holds. Can be run again: those who are there stay as they are. */
export async function createDemoPersonas(db: Db): Promise<void> {
	for (const persona of PERSONAS.filter((one) => one.school === null)) {
		const { given, family } = partsOf(persona);
		const made = await db
			.insertInto('directory.person')
			.values({
				kind: 'adult',
				login: persona.login,
				given_name: given,
				family_name: family,
				email: `${persona.login}@departement.example`
			})
			.onConflict((there) => there.column('login').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!made) continue;
		await db
			.insertInto('directory.login')
			.values({ login: persona.login, person_id: made.id })
			.onConflict((there) => there.column('login').doUpdateSet({ person_id: sql`excluded.person_id` }))
			.execute();
		await db
			.insertInto('directory.role')
			.values({ person_id: made.id, school_id: null, profile: persona.profile, function_code: null, function_label: null, source: 'manual' })
			.execute();
	}
}
