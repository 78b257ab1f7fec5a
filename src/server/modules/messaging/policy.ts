/** Who may address whole audiences, and how much one may send. Pure; persons are the matter of reach.ts. */
import { holds, holdsIn, type Actor, type Profile } from '#kernel/actor';
import type { Address } from './audience.ts';

/**
 * May this kind of audience be addressed at all? A « yes » for persons, families, groups and the adults
 * of a school is then checked person by person (see `reachable`), so that a school's own rules hold.
 */
export function mayAddress(actor: Actor, address: Address): boolean {
	switch (address.kind) {
		case 'person':
		case 'family':
		case 'group':
			return true;
		case 'school':
			return address.side === 'pupils' || address.side === 'guardians' ? holdsIn(actor, address.id, 'principal', 'staff') || holds(actor, 'department') : true;
		case 'everywhere':
			return address.side === 'principals' || address.side === 'staff' ? holds(actor, 'department', 'academy') : holds(actor, 'department');
	}
}

/** The département's campaigns reach everybody of a school or of all schools, whatever the rules between persons. */
export function isCampaign(actor: Actor, address: Address): boolean {
	return (address.kind === 'everywhere' || address.kind === 'school') && holds(actor, 'department') && mayAddress(actor, address);
}

export interface Limits {
	/** People in one message. */
	recipients: number;
	/** Messages in 24 hours. */
	messages: number;
}

const LIMITS: Record<Profile, Limits> = {
	pupil: { recipients: 30, messages: 60 },
	guardian: { recipients: 30, messages: 60 },
	guest: { recipients: 10, messages: 20 },
	teacher: { recipients: 1_000, messages: 300 },
	staff: { recipients: 3_000, messages: 300 },
	principal: { recipients: 5_000, messages: 500 },
	academy: { recipients: Infinity, messages: 300 },
	department: { recipients: Infinity, messages: 500 },
	operator: { recipients: 30, messages: 60 }
};

/** In the first week of an account, when nobody knows yet whose hands it is in. The others have a second factor. */
const NEW_LIMITS: Partial<Record<Profile, Limits>> = {
	pupil: { recipients: 10, messages: 20 },
	guardian: { recipients: 10, messages: 20 },
	guest: { recipients: 5, messages: 10 },
	teacher: { recipients: 300, messages: 60 },
	staff: { recipients: 1_000, messages: 100 }
};
export const NEW_FOR_DAYS = 7;

/** The widest of the limits of the profiles one holds; `isNew` while the account is not a week old. */
export function limitsOf(actor: Actor, isNew = false): Limits {
	const held = actor.kind === 'person' ? actor.roles.map((role) => (isNew ? NEW_LIMITS[role.profile] : undefined) ?? LIMITS[role.profile]) : [];
	return {
		recipients: Math.max(0, ...held.map((one) => one.recipients)),
		messages: Math.max(0, ...held.map((one) => one.messages))
	};
}

/** May send what cannot be answered: those who inform many. */
export function mayCloseReplies(actor: Actor): boolean {
	return holds(actor, 'teacher', 'staff', 'principal', 'department', 'academy');
}

/** May send what is notified at once, at night too: the direction (principals and their delegates) and the département. */
export function mayUrge(actor: Actor): boolean {
	return holds(actor, 'principal', 'department') || (actor.kind === 'person' && actor.roles.some((role) => role.delegate));
}

/** May know who among those he writes to never connected: those whose work it is to reach them. */
export function mayKnowWhoNeverCame(actor: Actor): boolean {
	return holds(actor, 'teacher', 'staff', 'principal', 'department');
}
