/**
 * A small world for tests: two schools, classes, and one person of each profile, inserted directly so
 * that a test says exactly what it stands on. Everybody's password is `PASSWORD`.
 */
import type { Person, Profile, Role } from '#kernel/actor';
import { uuidv7 } from '#kernel/ids';
import { randomBytes } from 'node:crypto';
import { withoutAccents } from '#kernel/letters';
import type { TestApp } from './database.ts';

export const PASSWORD = 'quatre chevaux sous le préau';

export interface World {
	schoolA: string;
	schoolB: string;
	/** Classes « 5e B » and « 4e A » of school A, « 5e B » of school B. */
	classA: string;
	otherClassA: string;
	classB: string;
	/** By name: lea (pupil 5e B, A), sophie (her mother), durand (her teacher), principalA, staffA, tom (pupil 4e A), marc (his father), petit (his teacher), zoe / nadia / blanc / principalB / staffB in school B, department, academy, operator. */
	people: Record<Name, string>;
	actor(name: Name): Person;
}

const PEOPLE = {
	lea: ['pupil', 'Léa', 'Martin'],
	tom: ['pupil', 'Tom', 'Petit'],
	zoe: ['pupil', 'Zoé', 'Bernard'],
	sophie: ['guardian', 'Sophie', 'Martin'],
	marc: ['guardian', 'Marc', 'Petit'],
	nadia: ['guardian', 'Nadia', 'Bernard'],
	durand: ['teacher', 'Claire', 'Durand'],
	petit: ['teacher', 'Jean', 'Petit'],
	blanc: ['teacher', 'Luc', 'Blanc'],
	staffA: ['staff', 'Inès', "N'Guyen"],
	staffB: ['staff', 'Paul', 'Roux'],
	principalA: ['principal', 'Anne', 'Leroy'],
	principalB: ['principal', 'Hugo', 'Garnier'],
	department: ['department', 'Claire', 'Besson'],
	academy: ['academy', 'Yves', 'Morel'],
	operator: ['operator', 'Sam', 'Lopez']
} as const satisfies Record<string, readonly [Profile, string, string]>;
export type Name = keyof typeof PEOPLE;

const IN_B: readonly Name[] = ['zoe', 'nadia', 'blanc', 'staffB', 'principalB'];
const NOWHERE: readonly Name[] = ['department', 'academy', 'operator'];

function id(): string {
	return uuidv7(new Date(), (bytes) => randomBytes(bytes));
}

export async function createWorld(test: Pick<TestApp, 'app' | 'admin'>): Promise<World> {
	const { admin, app } = test;
	const [schoolA, schoolB, classA, otherClassA, classB] = [id(), id(), id(), id(), id()];
	await admin.query(
		`insert into directory.school (id, uai, name, city) values ($1, '0920001A', 'Collège Les Tilleuls', 'Nanterre'), ($2, '0920002B', 'Collège Jean-Perrin', 'Nanterre')`,
		[schoolA, schoolB]
	);
	await admin.query(
		`insert into directory.groups (id, school_id, kind, code, label, level) values
		($1, $4, 'class', '5B', '5e B', '5e'), ($2, $4, 'class', '4A', '4e A', '4e'), ($3, $5, 'class', '5B', '5e B', '5e')`,
		[classA, otherClassA, classB, schoolA, schoolB]
	);

	const people = {} as Record<Name, string>;
	const roles = {} as Record<Name, Role>;
	const hash = await app.ports.passwords.hash(PASSWORD);
	for (const [name, [profile, given, family]] of Object.entries(PEOPLE) as [Name, readonly [Profile, string, string]][]) {
		const person = (people[name] = id());
		const school = NOWHERE.includes(name) ? null : IN_B.includes(name) ? schoolB : schoolA;
		roles[name] = { profile, schoolId: school, delegate: false };
		const kind = profile === 'pupil' ? 'pupil' : 'adult';
		await admin.query(
			`insert into directory.person (id, kind, login, title, given_name, family_name, birth_date, email)
			 values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			[
				person,
				kind,
				login(name),
				kind === 'adult' ? 'Mme' : null,
				given,
				family,
				kind === 'pupil' ? '2013-05-14' : null,
				kind === 'adult' ? `${name.toLowerCase()}@exemple.fr` : null
			]
		);
		await admin.query('insert into directory.login (login, person_id) values ($1, $2)', [login(name), person]);
		await admin.query('insert into directory.role (person_id, school_id, profile) values ($1, $2, $3)', [person, school, profile]);
		await admin.query(
			`insert into identity.account (person_id, password_hash, password_set_at, activated_at, charter_version, charter_accepted_at) values ($1, $2, now(), '2026-01-05', '2026-09', now())`,
			[person, hash]
		);
	}
	const member = (group: string, name: Name, role: string, school: string) =>
		admin.query('insert into directory.membership (group_id, person_id, school_id, role) values ($1, $2, $3, $4)', [group, people[name], school, role]);
	await member(classA, 'lea', 'pupil', schoolA);
	await member(classA, 'durand', 'teacher', schoolA);
	await member(classA, 'durand', 'head-teacher', schoolA);
	await member(otherClassA, 'tom', 'pupil', schoolA);
	await member(otherClassA, 'petit', 'teacher', schoolA);
	await member(classB, 'zoe', 'pupil', schoolB);
	await member(classB, 'blanc', 'teacher', schoolB);
	for (const [pupil, guardian] of [
		['lea', 'sophie'],
		['tom', 'marc'],
		['zoe', 'nadia']
	] as const) {
		await admin.query(`insert into directory.guardianship (pupil_id, guardian_id, link_code, legal, contact) values ($1, $2, '20', 1, true)`, [people[pupil], people[guardian]]);
	}
	return {
		schoolA,
		schoolB,
		classA,
		otherClassA,
		classB,
		people,
		actor: (name) => ({
			kind: 'person',
			id: people[name],
			sessionId: id(),
			roles: [roles[name]],
			profile: roles[name].profile,
			locale: 'fr',
			pending: null,
			secondFactorAt: new Date()
		})
	};
}

/** Logins in the world: `lea.martin`, `claire.besson`… */
export function login(name: Name): string {
	const [, given, family] = PEOPLE[name];
	const fold = (value: string) =>
		withoutAccents(value)
			.toLowerCase()
			.replace(/[^a-z]/g, '');
	const suffix = name === 'operator' || name === 'department' ? `.${name}` : '';
	return `${fold(given)}.${fold(family)}${suffix}`;
}
