/** Who may see what of whom, beyond the communication rules. Pure: facts in, answers out. */
import { administers, holdsIn, type Actor, type Profile } from '#kernel/actor';

/**
 * Entries of the directory a person may be shown in an hour (promise 20): what the work of the profile
 * needs, several times over; never a whole school at a stretch for a teacher.
 */
const ENTRIES_AN_HOUR: Record<Profile, number> = {
	guest: 100,
	pupil: 200,
	guardian: 200,
	teacher: 500,
	staff: 3_000,
	principal: 5_000,
	department: 3_000,
	academy: 3_000,
	operator: 3_000
};

export function entriesAnHour(actor: Actor): number {
	if (actor.kind !== 'person') return 0;
	return Math.max(0, ...actor.roles.map((role) => (role.delegate ? ENTRIES_AN_HOUR.staff : ENTRIES_AN_HOUR[role.profile])));
}

/** Works in this school. */
export function worksIn(actor: Actor, schoolId: string): boolean {
	return holdsIn(actor, schoolId, 'teacher', 'staff', 'principal');
}

/** What the viewer is to a pupil. */
export interface Ties {
	/** Schools of the pupil. */
	schoolIds: readonly string[];
	self: boolean;
	/** Guardian of the pupil; `legal` when the law entrusts him with the child. */
	guardian: 'none' | 'link' | 'legal';
	/** Head teacher of a class of the pupil. */
	headTeacher: boolean;
	/** The communication rules let the viewer see him. */
	reached: boolean;
}

export interface PupilSight {
	/** Name, and that he is there. */
	name: boolean;
	/** Class, groups and their teachers. */
	schooling: boolean;
	birthDate: boolean;
	/** Who the guardians are and what each may do. */
	guardians: boolean;
	/** Their telephone, e-mail and address. */
	contacts: boolean;
	/** Login and state of the account. */
	account: boolean;
}

/** What of a pupil's page the viewer sees. */
export function pupilSight(actor: Actor, ties: Ties): PupilSight {
	const staff = ties.schoolIds.some((school) => worksIn(actor, school)) && ties.reached;
	const office = ties.schoolIds.some((school) => holdsIn(actor, school, 'staff', 'principal') || administers(actor, school));
	const legal = ties.guardian === 'legal';
	return {
		name: ties.self || ties.reached || ties.guardian !== 'none',
		schooling: ties.self || legal || staff,
		birthDate: ties.self || legal || (staff && office),
		guardians: staff,
		contacts: staff && (office || ties.headTeacher),
		account: ties.schoolIds.some((school) => administers(actor, school))
	};
}

/** Telephone and e-mail of an adult who is not a colleague: the office of his school, and himself. */
export function seesAdultContacts(actor: Actor, adult: { id: string; guardianSchoolIds: readonly string[] }): boolean {
	if (actor.kind === 'person' && actor.id === adult.id) return true;
	return adult.guardianSchoolIds.some((school) => holdsIn(actor, school, 'staff', 'principal') || administers(actor, school));
}

/** May make groups of his own in this school. */
export function mayMakeGroups(actor: Actor, schoolId: string): boolean {
	return worksIn(actor, schoolId) || administers(actor, schoolId);
}

/** May change a group made by hand: who made it, and who administers the school. */
export function mayChangeGroup(actor: Actor, group: { kind: string; schoolId: string; ownerId: string | null }): boolean {
	if (actor.kind !== 'person' || group.kind !== 'manual') return false;
	return administers(actor, group.schoolId) || (group.ownerId === actor.id && mayMakeGroups(actor, group.schoolId));
}

/** What a target of local administration holds anywhere. */
export interface Held {
	id: string;
	roles: readonly { profile: Profile; schoolId: string | null; delegate: boolean }[];
}

/**
 * Account acts (block, correct, delegate) of a school's administrator on one of its people: never on
 * himself, nor on anybody with administrative rights of his own rank or above, here or elsewhere.
 */
export function mayAdminister(actor: Actor, schoolId: string, target: Held): boolean {
	if (!administers(actor, schoolId) || actor.kind !== 'person' || actor.id === target.id) return false;
	if (!target.roles.some((role) => role.schoolId === schoolId)) return false;
	if (target.roles.some((role) => ['principal', 'department', 'academy', 'operator'].includes(role.profile))) return false;
	// A delegate does not act on other delegates, here or in another school; the principal does on his own.
	return target.roles.every((role) => !role.delegate || (role.schoolId === schoolId && holdsIn(actor, schoolId, 'principal')));
}
