import { describe, expect, test } from 'vitest';
import { PROFILES, type Person, type Profile, type Role } from '#kernel/actor';
import { entriesAnHour, mayAdminister, mayChangeGroup, mayMakeGroups, pupilSight, seesAdultContacts, type Ties } from './policy.ts';

const HERE = 'here';
const ELSEWHERE = 'elsewhere';

function person(...roles: [Profile, string | null, boolean?][]): Person {
	const held: Role[] = roles.map(([profile, schoolId, delegate = false]) => ({ profile, schoolId, delegate }));
	return { kind: 'person', id: 'me', sessionId: 's', roles: held, profile: held[0]?.profile ?? 'guest', locale: 'fr', pending: null, secondFactorAt: null };
}
const ties = (more: Partial<Ties> = {}): Ties => ({ schoolIds: [HERE], self: false, guardian: 'none', headTeacher: false, reached: true, ...more });
const all = (sight: object) =>
	Object.entries(sight)
		.filter(([, yes]) => yes)
		.map(([name]) => name);

describe('what is seen of a pupil', () => {
	test.each<[string, Person, Partial<Ties>, string[]]>([
		['principal', person(['principal', HERE]), {}, ['name', 'schooling', 'birthDate', 'guardians', 'contacts', 'account']],
		['school life', person(['staff', HERE]), {}, ['name', 'schooling', 'birthDate', 'guardians', 'contacts']],
		['head teacher', person(['teacher', HERE]), { headTeacher: true }, ['name', 'schooling', 'guardians', 'contacts']],
		['another teacher', person(['teacher', HERE]), {}, ['name', 'schooling', 'guardians']],
		['a teacher to whom the rules close him', person(['teacher', HERE]), { reached: false }, []],
		['a delegate who teaches', person(['teacher', HERE, true]), {}, ['name', 'schooling', 'birthDate', 'guardians', 'contacts', 'account']],
		['himself', person(['pupil', HERE]), { self: true, reached: false }, ['name', 'schooling', 'birthDate']],
		['another pupil, once opened', person(['pupil', HERE]), {}, ['name']],
		['another pupil', person(['pupil', HERE]), { reached: false }, []],
		['his legal guardian', person(['guardian', HERE]), { guardian: 'legal', reached: false }, ['name', 'schooling', 'birthDate']],
		['a guardian without authority', person(['guardian', HERE]), { guardian: 'link', reached: false }, ['name']],
		['another guardian', person(['guardian', HERE]), { reached: false }, []],
		['a teacher of another school', person(['teacher', ELSEWHERE]), { reached: false }, []],
		['a principal of another school', person(['principal', ELSEWHERE]), { reached: false }, []],
		['a principal elsewhere who is his parent', person(['principal', ELSEWHERE], ['guardian', HERE]), { guardian: 'legal', reached: false }, ['name', 'schooling', 'birthDate']],
		['the département', person(['department', null]), { reached: false }, []],
		['the operator', person(['operator', null]), { reached: false }, []],
		['a guest', person(['guest', HERE]), { reached: false }, []]
	])('by %s', (_, actor, more, expected) => {
		expect(all(pupilSight(actor, ties(more)))).toEqual(expected);
	});
});

test('addresses of guardians are for the office of the school and for themselves', () => {
	const parent = { id: 'parent', guardianSchoolIds: [HERE] };
	const seen = PROFILES.filter((profile) => seesAdultContacts(person([profile, HERE]), parent));
	expect(seen).toEqual(['staff', 'principal']);
	expect(seesAdultContacts(person(['principal', ELSEWHERE]), parent)).toBe(false);
	expect(seesAdultContacts(person(['guardian', HERE]), { id: 'me', guardianSchoolIds: [HERE] })).toBe(true);
	expect(seesAdultContacts(person(['principal', HERE]), { id: 'colleague', guardianSchoolIds: [] })).toBe(false);
});

test('groups are made by who works in the school, and kept by who made them or administers it', () => {
	expect(PROFILES.filter((profile) => mayMakeGroups(person([profile, HERE]), HERE))).toEqual(['teacher', 'staff', 'principal']);
	const mine = { kind: 'manual', schoolId: HERE, ownerId: 'me' };
	const theirs = { ...mine, ownerId: 'other' };
	expect(PROFILES.filter((profile) => mayChangeGroup(person([profile, HERE]), mine))).toEqual(['teacher', 'staff', 'principal']);
	expect(PROFILES.filter((profile) => mayChangeGroup(person([profile, HERE]), theirs))).toEqual(['principal']);
	expect(mayChangeGroup(person(['teacher', ELSEWHERE]), mine)).toBe(false);
	expect(mayChangeGroup(person(['principal', HERE]), { ...theirs, kind: 'class' })).toBe(false);
});

describe('an account is administered', () => {
	const target = (...roles: [Profile, string | null, boolean?][]) => ({ id: 'them', roles: person(...roles).roles });
	const principal = person(['principal', HERE]);
	const delegate = person(['staff', HERE, true]);
	test.each<[string, Person, ReturnType<typeof target>, boolean]>([
		['a pupil by the principal', principal, target(['pupil', HERE]), true],
		['a pupil by a delegate', delegate, target(['pupil', HERE]), true],
		['a teacher by a delegate', delegate, target(['teacher', HERE]), true],
		['a delegate by the principal', principal, target(['staff', HERE, true]), true],
		['a delegate by a delegate', delegate, target(['staff', HERE, true]), false],
		['a delegate of another school by the principal', principal, target(['guardian', HERE], ['staff', ELSEWHERE, true]), false],
		['the principal by a delegate', delegate, target(['principal', HERE]), false],
		['a parent who is principal elsewhere', principal, target(['guardian', HERE], ['principal', ELSEWHERE]), false],
		['a parent of the département', principal, target(['guardian', HERE], ['department', null]), false],
		['a pupil of another school', principal, target(['pupil', ELSEWHERE]), false],
		['a pupil by a teacher', person(['teacher', HERE]), target(['pupil', HERE]), false],
		['a pupil by a principal elsewhere who is a parent here', person(['principal', ELSEWHERE], ['guardian', HERE]), target(['pupil', HERE]), false]
	])('%s', (_, actor, held, expected) => {
		expect(mayAdminister(actor, HERE, held)).toBe(expected);
	});
	test('never one’s own', () => {
		expect(mayAdminister(delegate, HERE, { id: 'me', roles: [{ profile: 'staff', schoolId: HERE, delegate: false }] })).toBe(false);
	});
});

test('a teacher reads 500 entries an hour; who holds more roles gets the largest', () => {
	expect(entriesAnHour(person(['teacher', HERE]))).toBe(500);
	expect(entriesAnHour(person(['teacher', HERE], ['guardian', ELSEWHERE]))).toBe(500);
	expect(entriesAnHour(person(['teacher', HERE, true]))).toBeGreaterThan(500);
	expect(entriesAnHour({ kind: 'visitor', locale: 'fr' })).toBe(0);
});
