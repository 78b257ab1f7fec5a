/** Who is kept from writing or reading, and who may keep whom away. Pure: facts in, answers out. */
import { administers, holds, type Actor, type Profile, type Role } from '#kernel/actor';

export interface Closure {
	schoolId: string | null;
	profile: Profile | null;
	/** 'writing': mailboxes can still be read. */
	extent: 'writing' | 'all';
	reason: string;
}

type Held = Pick<Role, 'profile' | 'schoolId' | 'delegate'>;

function concerns(closure: Closure, role: Held): boolean {
	return (closure.schoolId === null || closure.schoolId === role.schoolId) && (closure.profile === null || closure.profile === role.profile);
}

/** Comes in also where reading is closed, to see what happened and open again. */
function staysIn(role: Held): boolean {
	return role.profile === 'department' || role.profile === 'operator' || role.profile === 'principal' || role.delegate;
}

/**
 * The closure that stops somebody: one for each of his roles. A teacher of two schools goes on in the one
 * that is open; a closure for a profile leaves him what he is beside it.
 */
export function closureFor(roles: readonly Held[], closures: readonly Closure[], act: 'write' | 'read'): Closure | null {
	const open = act === 'write' ? closures : closures.filter((one) => one.extent === 'all');
	let found: Closure | null = null;
	for (const role of roles) {
		const stops = act === 'read' && staysIn(role) ? undefined : open.find((one) => concerns(one, role));
		if (!stops) return null;
		found ??= stops;
	}
	return found;
}

/** Pupils, parents and guests: people without a function in a school. */
const WITHOUT_FUNCTION: readonly Profile[] = ['pupil', 'guardian', 'guest'];

export function hasFunction(roles: readonly Pick<Role, 'profile'>[]): boolean {
	return roles.some((role) => !WITHOUT_FUNCTION.includes(role.profile));
}

/**
 * May somebody keep another from writing to him? Pupils pupils, parents parents, and everybody of them a
 * guest: whoever works for a school stays reachable and can reach.
 */
export function mayBlock(mine: readonly Pick<Role, 'profile'>[], theirs: readonly Pick<Role, 'profile'>[]): boolean {
	if (mine.length === 0 || theirs.length === 0 || hasFunction(mine) || hasFunction(theirs)) return false;
	const is = (roles: readonly Pick<Role, 'profile'>[], profile: Profile) => roles.some((role) => role.profile === profile);
	return (is(mine, 'pupil') && is(theirs, 'pupil')) || (is(mine, 'guardian') && is(theirs, 'guardian')) || is(mine, 'guest') || is(theirs, 'guest');
}

/** Does a report about this sender go to the département: the head of that school, or nobody of it? */
export function isEscalated(senderRoles: readonly Held[], schoolId: string): boolean {
	const there = senderRoles.filter((role) => role.schoolId === schoolId);
	return there.length === 0 || there.some((role) => role.profile === 'principal');
}

export interface ReportFacts {
	schoolId: string;
	senderId: string | null;
	escalated: boolean;
}

/** Moderators of the school, never about themselves; the département what was handed up to it. */
export function mayDecide(actor: Actor, report: ReportFacts): boolean {
	if (actor.kind !== 'person' || report.senderId === actor.id) return false;
	return report.escalated ? holds(actor, 'department') : administers(actor, report.schoolId);
}

/** Close or open: one's own school, or anything for those who answer for all of them. */
export function mayClose(actor: Actor, what: { schoolId: string | null }): boolean {
	return holds(actor, 'department', 'operator') || (what.schoolId !== null && administers(actor, what.schoolId));
}

/** Open again: what one may close, save what was closed from above. */
export function mayReopen(actor: Actor, what: { schoolId: string | null; above: boolean }): boolean {
	return holds(actor, 'department', 'operator') || (!what.above && mayClose(actor, what));
}

/** Writes to all parents of a class also where the school leaves that to its direction. */
export function isDirection(actor: Actor, schoolId: string): boolean {
	return administers(actor, schoolId) || holds(actor, 'department');
}

/** Reports one may make in 24 hours: many more than anybody needs, too few to drown the moderators. */
export const REPORTS_A_DAY = 10;
