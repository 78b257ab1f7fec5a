import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id, text, whole } from '#kernel/input';
import { anyPerson, profiles } from '#kernel/policy';
import { newToken } from '../tokens.ts';

const MOST = 10;

/** A token for the API, shown once. Pupils and families have no use for one, and could be talked out of it. */
export const createAccessToken = command({
	name: 'identity.create-access-token',
	summary: 'Make a personal access token for the API; its value is shown once',
	as: 'system',
	internal: true,
	input: v.object({ label: text(60), days: v.optional(whole(1, 365), 90) }),
	allow: profiles('teacher', 'staff', 'principal', 'department', 'academy', 'operator'),
	trial: () => ({ label: 'essai' }),
	async run(ctx, input) {
		const open = await ctx.db
			.selectFrom('identity.access_token')
			.select('id')
			.where('account_id', '=', ctx.actor.id)
			.where('revoked_at', 'is', null)
			.where('expires_at', '>', ctx.now)
			.execute();
		if (open.length >= MOST) return refuseField('label', 'too-many', { limit: MOST });
		const token = newToken(ctx.random);
		const tokenId = ctx.id();
		await ctx.db
			.insertInto('identity.access_token')
			.values({
				id: tokenId,
				token_hash: token.hash,
				account_id: ctx.actor.id,
				label: input.label,
				created_at: ctx.now,
				expires_at: new Date(ctx.now.getTime() + input.days * 86_400_000),
				revoked_at: null
			})
			.execute();
		ctx.audit({ subject: { type: 'access-token', id: tokenId } });
		return { token: token.value };
	}
});

export const revokeAccessToken = command({
	name: 'identity.revoke-access-token',
	summary: "Revoke one of one's personal access tokens",
	input: v.object({ tokenId: id }),
	allow: anyPerson,
	trial: (world) => ({ tokenId: world.nothing }),
	async run(ctx, input) {
		const done = await ctx.db
			.updateTable('identity.access_token')
			.set({ revoked_at: ctx.now })
			.where('id', '=', input.tokenId)
			.where('account_id', '=', ctx.actor.id)
			.where('revoked_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!done) return refuse('not-found');
		ctx.audit({ subject: { type: 'access-token', id: done.id } });
		return {};
	}
});
