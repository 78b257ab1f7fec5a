/** Two entries of the directory were one human being: what opens the old account opens the other. */
import { sql } from 'kysely';
import type { Context } from '#kernel/context';
import { endSessions } from './set-password.ts';
import { openSecret, sealSecret } from './totp/secret.ts';

const REST = [
	'password_hash',
	'password_set_at',
	'must_change',
	'charter_version',
	'charter_accepted_at',
	'activated_at',
	'last_login_at',
	'locale',
	'preferred_profile',
	'display',
	'totp_secret',
	'totp_confirmed_at',
	'totp_last_step'
] as const;
const COLUMNS = ['person_id', ...REST] as const;

/**
 * `keep` takes over password, second factor and verified address of `drop` where it has none of its own;
 * sessions of `drop` and letters on their way to either end. As the system role, in the caller's transaction.
 */
export async function takeOverAccount(ctx: Pick<Context, 'db' | 'now' | 'notify' | 'ports' | 'random'>, keep: string, drop: string): Promise<void> {
	await endSessions(ctx, drop);
	await sql`delete from identity.activation_code where person_id in (${keep}, ${drop}) and used_at is null`.execute(ctx.db);
	await sql`delete from identity.mail_link where person_id = ${drop}`.execute(ctx.db);
	await sql`update identity.contact c set person_id = ${keep} where c.person_id = ${drop} and not exists (select from identity.contact k where k.person_id = ${keep})`.execute(
		ctx.db
	);
	await sql`delete from identity.contact where person_id = ${drop}`.execute(ctx.db);
	const moved = await ctx.db.selectFrom('identity.account').select('totp_secret').where('person_id', '=', drop).executeTakeFirst();
	if (!moved) return;
	const { numInsertedOrUpdatedRows } = await ctx.db
		.insertInto('identity.account')
		.columns(COLUMNS)
		.expression((eb) =>
			eb
				.selectFrom('identity.account')
				.select([sql<string>`${keep}::uuid`.as('person_id'), ...REST])
				.where('person_id', '=', drop)
		)
		.onConflict((conflict) => conflict.column('person_id').doNothing())
		.executeTakeFirstOrThrow();
	if (numInsertedOrUpdatedRows === 1n) {
		// The secret is sealed for its owner.
		const { config } = ctx.ports;
		if (moved.totp_secret) {
			const sealed = sealSecret(config, keep, openSecret(config, drop, moved.totp_secret), ctx.random);
			await ctx.db.updateTable('identity.account').set({ totp_secret: sealed }).where('person_id', '=', keep).execute();
		}
		await sql`update identity.recovery_code set account_id = ${keep}, salted_for = coalesce(salted_for, account_id) where account_id = ${drop}`.execute(ctx.db);
	}
	// Its sessions and access tokens go with it.
	await ctx.db.deleteFrom('identity.account').where('person_id', '=', drop).execute();
}
