/** Ways to reach a person that he gave himself. An address counts once a link sent there was opened. */
import type { Context } from '#kernel/context';

/** Keep what was given and send the link. As the system role, in the caller's transaction. */
export async function askToVerify(
	ctx: Pick<Context, 'db' | 'now' | 'enqueue' | 'id'>,
	personId: string,
	given: { email?: string | undefined; mobile?: string | undefined }
): Promise<void> {
	if (given.email === undefined && given.mobile === undefined) return;
	const before = await ctx.db.selectFrom('identity.contact').selectAll().where('person_id', '=', personId).executeTakeFirst();
	const sameEmail = given.email === undefined || given.email === before?.email;
	const row = {
		email: given.email ?? before?.email ?? null,
		email_verified_at: sameEmail ? (before?.email_verified_at ?? null) : null,
		mobile: given.mobile ?? before?.mobile ?? null
	};
	await ctx.db
		.insertInto('identity.contact')
		.values({ person_id: personId, ...row })
		.onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
		.execute();
	// The token is drawn by the job: a link to an inbox never stands in the queue.
	if (!sameEmail) await ctx.enqueue('identity.send-verification', { personId });
}
