/**
 * Failed attempts, counted by account and by network. A school is many people behind one address, and one
 * pupil who types at random must not close the door to the others: beyond the network's limit each account
 * has fewer tries there, and nobody is refused for what was tried on other accounts.
 */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { withoutAccents } from '#kernel/letters';
import { deriveKey, fingerprint } from '#platform/config';

/** Windows of 15 minutes. OWASP ASVS 5.0 §6.3.1: guessing must be slowed per account. */
const MINUTES = 15;

export interface Limits {
	/** Failures of one subject. */
	most: number;
	/** The same, once its network has failed `network` times. */
	mostUnderAttack: number;
	network: number;
	/** What the network's failures are counted under. */
	counter: string;
}

/** Passwords, second factors, links to choose a new one. */
export const PASSWORDS: Limits = { most: 10, mostUnderAttack: 3, network: 1_000, counter: 'network' };
/** Activation codes, by the name typed beside them: 24^8 codes, so five guesses a name find nothing. */
export const CODES: Limits = { most: 200, mostUnderAttack: 5, network: 200, counter: 'codes' };

type Needs = Pick<Context, 'db' | 'now' | 'ports' | 'origin'>;

/** There is no account to count a code by: the name on it, tried from this network. */
export function codeSubject(ctx: Pick<Needs, 'origin'>, familyName: string): string {
	const name = withoutAccents(familyName)
		.toLowerCase()
		.replace(/[^a-z]/g, '');
	return `code:${ctx.origin.network ?? 'local'}:${name}`;
}

function keys(ctx: Needs, subject: string, limits: Limits): { account: Buffer; network: Buffer | null } {
	const key = deriveKey(ctx.ports.config, 'throttle');
	return {
		account: fingerprint(key, `account:${subject}`),
		network: ctx.origin.network === null ? null : fingerprint(key, `${limits.counter}:${ctx.origin.network}`)
	};
}

function windowStart(now: Date): Date {
	const size = MINUTES * 60_000;
	return new Date(Math.floor(now.getTime() / size) * size);
}

/** May another attempt on `subject` (a login, the holder of a code) be made? */
export async function mayTry(ctx: Needs, subject: string, limits = PASSWORDS): Promise<boolean> {
	const { account, network } = keys(ctx, subject, limits);
	const since = windowStart(new Date(ctx.now.getTime() - MINUTES * 60_000));
	const { rows } = await sql<{ account: number; network: number }>`
		select coalesce(sum(failures) filter (where key = ${account}), 0)::int as account,
			coalesce(sum(failures) filter (where key = ${network}), 0)::int as network
		from identity.throttle where key = any(${[account, network ?? account]}::bytea[]) and window_start >= ${since}`.execute(ctx.db);
	const found = rows[0] ?? { account: 0, network: 0 };
	const underAttack = network !== null && found.network >= limits.network;
	return found.account < (underAttack ? limits.mostUnderAttack : limits.most);
}

/** Remember a failure. The caller's command must commit its refusals. */
export async function countFailure(ctx: Needs, subject: string, limits = PASSWORDS): Promise<void> {
	const { account, network } = keys(ctx, subject, limits);
	const start = windowStart(ctx.now);
	for (const key of network ? [account, network] : [account]) {
		await sql`insert into identity.throttle (key, window_start, failures) values (${key}, ${start}, 1)
			on conflict (key, window_start) do update set failures = identity.throttle.failures + 1`.execute(ctx.db);
	}
}

/** A success clears the account's own count. */
export async function forgive(ctx: Needs, subject: string): Promise<void> {
	await ctx.db
		.deleteFrom('identity.throttle')
		.where('key', '=', keys(ctx, subject, PASSWORDS).account)
		.execute();
}
