/**
 * The way out of a mail, without logging in: the account and the kind, signed with a key of this purpose. Nothing
 * is kept, and it works as long as the mail is kept.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type Config } from '#platform/config';
import { KINDS, type Kind } from './kinds.ts';

const SIGNED = 16;

function signature(config: Config, told: Buffer): Buffer {
	return createHmac('sha256', deriveKey(config, 'notifications-unsubscribe')).update(told).digest().subarray(0, SIGNED);
}

/** `kind` null: every kind one may leave. */
export function unsubscribeToken(config: Config, accountId: string, kind: Kind | null): string {
	const told = Buffer.concat([Buffer.from(accountId.replaceAll('-', ''), 'hex'), Buffer.from(kind ?? '')]);
	return Buffer.concat([signature(config, told), told]).toString('base64url');
}

/** Null for what we never signed. */
export function readUnsubscribeToken(config: Config, token: string): { accountId: string; kind: Kind | null } | null {
	const bytes = Buffer.from(token, 'base64url');
	if (bytes.length < SIGNED + 16) return null;
	const told = bytes.subarray(SIGNED);
	if (!timingSafeEqual(bytes.subarray(0, SIGNED), signature(config, told))) return null;
	const kind = told.subarray(16).toString();
	if (kind !== '' && !Object.hasOwn(KINDS, kind)) return null;
	const hex = told.subarray(0, 16).toString('hex');
	return { accountId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`, kind: kind === '' ? null : (kind as Kind) };
}

/** The page that asks first, and the address mail programs post to (RFC 8058). */
export function unsubscribeLinks(config: Config, accountId: string, kind: Kind | null): { page: string; oneClick: string } {
	const page = `${config.origin}/desabonnement/${unsubscribeToken(config, accountId, kind)}`;
	return { page, oneClick: `${page}/en-un-clic` };
}
