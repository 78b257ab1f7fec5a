/**
 * Whom a message is for, as tokens: `person:<id>`, `family:<pupil id>`, `group:<id>:guardians`,
 * `school:<id>:principals`, `everywhere:staff`. Forms, addresses and the API carry tokens; the message
 * keeps parts: tokens with the names they had when it was sent.
 */
import * as v from 'valibot';
import { list } from '#kernel/input';

export const GROUP_SIDES = ['pupils', 'teachers', 'guardians', 'members'] as const;
export const SCHOOL_SIDES = ['principals', 'staff', 'school-life', 'head-teachers', 'teachers', 'pupils', 'guardians'] as const;
export const EVERYWHERE_SIDES = ['principals', 'staff', 'teachers', 'pupils', 'guardians'] as const;
export type GroupSide = (typeof GROUP_SIDES)[number];
export type SchoolSide = (typeof SCHOOL_SIDES)[number];
export type EverywhereSide = (typeof EVERYWHERE_SIDES)[number];

export type Address =
	| { kind: 'person'; id: string }
	| { kind: 'family'; id: string }
	| { kind: 'group'; id: string; side: GroupSide }
	| { kind: 'school'; id: string; side: SchoolSide }
	| { kind: 'everywhere'; side: EverywhereSide };

/** An address with its name. For a group, `of` says how to name it: a class or another group. */
export type Part =
	| { kind: 'person'; id: string; name: string }
	| { kind: 'family'; id: string; name: string }
	| { kind: 'group'; id: string; side: GroupSide; name: string; of: 'class' | 'group' }
	| { kind: 'school'; id: string; side: SchoolSide; name: string }
	| { kind: 'everywhere'; side: EverywhereSide };

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const SHAPE = new RegExp(
	`^(?:(?:person|family):${UUID}|group:${UUID}:(?:${GROUP_SIDES.join('|')})|school:${UUID}:(?:${SCHOOL_SIDES.join('|')})|everywhere:(?:${EVERYWHERE_SIDES.join('|')}))$`
);

/** A token as it comes from a form. */
export const token = v.pipe(v.string('required'), v.trim(), v.toLowerCase(), v.regex(SHAPE, 'not-found'));

/** The address of a token that has the right shape. */
export function addressOf(value: string): Address {
	const [kind, first = '', second = ''] = value.split(':');
	if (kind === 'person' || kind === 'family') return { kind, id: first };
	if (kind === 'group') return { kind, id: first, side: second as GroupSide };
	if (kind === 'school') return { kind, id: first, side: second as SchoolSide };
	return { kind: 'everywhere', side: first as EverywhereSide };
}

export function tokenOf(address: Address): string {
	if (address.kind === 'person' || address.kind === 'family') return `${address.kind}:${address.id}`;
	if (address.kind === 'everywhere') return `everywhere:${address.side}`;
	return `${address.kind}:${address.id}:${address.side}`;
}

/** The three lines of an envelope, as tokens. */
export interface Envelope {
	to: readonly string[];
	cc: readonly string[];
	bcc: readonly string[];
}

/** An envelope of a form or the API: at most a hundred addresses a line. */
export const envelope = { to: list(token, 100), cc: list(token, 100), bcc: list(token, 100) };
