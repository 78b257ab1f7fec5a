/**
 * Failed attempts, counted by account and by network. A school is many people behind one address: the
 * network's limit counts *failures* only and is high, so it slows guessing over many accounts and never
 * locks a school out.
 */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { deriveKey, fingerprint } from '#platform/config';

/** Windows of 15 minutes. OWASP ASVS 5.0 §6.3.1: guessing must be slowed per account. */
const MINUTES = 15;
const MOST_PER_ACCOUNT = 10;
const MOST_PER_NETWORK = 1_000;
/** Wrong activation codes from one network: a whole school activates behind one address. */
const MOST_CODES = 200;

type Needs = Pick<Context, 'db' | 'now' | 'ports' | 'origin'>;

function keys(ctx: Needs, subject: string): { account: Buffer; network: Buffer | null } {
	const key = deriveKey(ctx.ports.config, 'throttle');
	return {
		account: fingerprint(key, `account:${subject}`),
		network: ctx.origin.network === null ? null : fingerprint(key, `network:${ctx.origin.network}`)
	};
}

function windowStart(now: Date): Date {
	const size = MINUTES * 60_000;
	return new Date(Math.floor(now.getTime() / size) * size);
}

/** May another attempt on `subject` (a login, a code's owner) be made? */
export async function mayTry(ctx: Needs, subject: string, what: 'account' | 'code' = 'account'): Promise<boolean> {
	const { account, network } = keys(ctx, subject);
	const since = windowStart(new Date(ctx.now.getTime() - MINUTES * 60_000));
	const { rows } = await sql<{ account: number; network: number }>`
		select coalesce(sum(failures) filter (where key = ${account}), 0)::int as account,
			coalesce(sum(failures) filter (where key = ${network}), 0)::int as network
		from identity.throttle where key = any(${[account, network ?? account]}::bytea[]) and window_start >= ${since}`.execute(ctx.db);
	const found = rows[0] ?? { account: 0, network: 0 };
	return found.account < (what === 'code' ? MOST_CODES : MOST_PER_ACCOUNT) && (network === null || found.network < MOST_PER_NETWORK);
}

/** Remember a failure. The caller's command must commit its refusals. */
export async function countFailure(ctx: Needs, subject: string): Promise<void> {
	const { account, network } = keys(ctx, subject);
	const start = windowStart(ctx.now);
	for (const key of network ? [account, network] : [account]) {
		await sql`insert into identity.throttle (key, window_start, failures) values (${key}, ${start}, 1)
			on conflict (key, window_start) do update set failures = identity.throttle.failures + 1`.execute(ctx.db);
	}
}

/** A success clears the account's own count. */
export async function forgive(ctx: Needs, subject: string): Promise<void> {
	await ctx.db.deleteFrom('identity.throttle').where('key', '=', keys(ctx, subject).account).execute();
}
