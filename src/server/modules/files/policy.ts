/** How much one may keep, and who sets it. Pure. */
import { holds, holdsIn, type Actor, type Profile } from '#kernel/actor';

/** How many uploads one person may have under way. */
export const MOST_UNDERWAY = 50;
/** An upload nobody has touched for this long is forgotten. Milliseconds. */
export const PATIENCE_MS = 24 * 60 * 60 * 1000;

export interface Quota {
	schoolId: string | null;
	profile: Profile | null;
	bytes: number;
}

/** Bytes a person may keep: the widest of the roles held; what a school says of a profile goes before the general rule. */
export function personalQuota(actor: Actor, quotas: readonly Quota[]): number {
	if (actor.kind !== 'person') return 0;
	const allowed = actor.roles.map((role) => {
		const own = quotas.find((one) => one.profile === role.profile && one.schoolId !== null && one.schoolId === role.schoolId);
		const general = quotas.find((one) => one.profile === role.profile && one.schoolId === null);
		return (own ?? general)?.bytes ?? 0;
	});
	return Math.max(0, ...allowed);
}

/** Bytes all people of a school may keep together. */
export function schoolQuota(schoolId: string, quotas: readonly Quota[]): number {
	const own = quotas.find((one) => one.profile === null && one.schoolId === schoolId);
	const general = quotas.find((one) => one.profile === null && one.schoolId === null);
	return (own ?? general)?.bytes ?? 0;
}

/** The département sets what a school may keep; a principal shares it out among the profiles of his. */
export function maySetQuota(actor: Actor, schoolId: string, profile: Profile | null): boolean {
	return holds(actor, 'department') || (profile !== null && holdsIn(actor, schoolId, 'principal'));
}
