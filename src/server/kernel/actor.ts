/** Who acts. Loaded once a request from the session, then asked by every policy. */
export const PROFILES = ['pupil', 'guardian', 'teacher', 'staff', 'principal', 'department', 'academy', 'operator', 'guest'] as const;
export type Profile = (typeof PROFILES)[number];

/** A profile held somewhere. `schoolId` is null for the département, the académie and the operator. */
export interface Role {
	profile: Profile;
	schoolId: string | null;
	/** May administer this school's directory: principals, and those they delegate to. */
	delegate: boolean;
}

/** A signed-in person. One adult has one account, whatever the number of roles. */
export interface Person {
	kind: 'person';
	/** Account and person share one id. */
	id: string;
	sessionId: string;
	roles: readonly Role[];
	/** The profile whose home page and words the person gets; the first of `PROFILES` he holds, unless chosen. */
	profile: Profile;
	locale: 'fr' | 'en';
	/**
	 * What must be done before anything else, if anything. A second factor not yet set up stops only
	 * administrative acts: a principal can read his messages before he has found his telephone.
	 */
	pending: 'password-change' | 'charter' | 'second-factor' | 'second-factor-setup' | null;
	/** When the second factor was last given in this session. */
	secondFactorAt: Date | null;
	/** Somebody else sits here: an operator opened the session to see what its owner sees. */
	diagnosis?: true;
}

/** Nobody yet: the public pages, activation, login. */
export interface Visitor {
	kind: 'visitor';
	locale: 'fr' | 'en';
}

/** The installation itself: worker, nightly import, command line. `name` goes to the audit trail. */
export interface System {
	kind: 'system';
	name: string;
	locale: 'fr' | 'en';
}

export type Actor = Person | Visitor | System;

export const visitor: Visitor = { kind: 'visitor', locale: 'fr' };
export function system(name: string): System {
	return { kind: 'system', name, locale: 'fr' };
}

/** Profiles that see every school of the département. */
const EVERYWHERE: readonly Profile[] = ['department', 'academy', 'operator'];
/** Profiles whose acts on others need a second factor. */
export const ADMINISTRATIVE: readonly Profile[] = ['principal', 'department', 'academy', 'operator'];

export function holds(actor: Actor, ...profiles: Profile[]): boolean {
	return actor.kind === 'person' && actor.roles.some((role) => profiles.includes(role.profile));
}

/** Holds one of `profiles` in that very school. */
export function holdsIn(actor: Actor, schoolId: string, ...profiles: Profile[]): boolean {
	return actor.kind === 'person' && actor.roles.some((role) => role.schoolId === schoolId && profiles.includes(role.profile));
}

export function schoolsOf(actor: Actor): string[] {
	if (actor.kind !== 'person') return [];
	return [...new Set(actor.roles.flatMap((role) => (role.schoolId ? [role.schoolId] : [])))];
}

export function seesEverywhere(actor: Actor): boolean {
	return holds(actor, ...EVERYWHERE);
}

export function needsSecondFactor(roles: readonly Role[]): boolean {
	return roles.some((role) => ADMINISTRATIVE.includes(role.profile) || role.delegate);
}

/** Administers the directory of `schoolId`: its principal, or somebody he delegated to. */
export function administers(actor: Actor, schoolId: string): boolean {
	return actor.kind === 'person' && actor.roles.some((role) => role.schoolId === schoolId && (role.profile === 'principal' || role.delegate));
}
