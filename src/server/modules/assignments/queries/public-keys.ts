import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anybody } from '#kernel/policy';

/** What receipts are checked with, by anybody and without Préau; keys it no longer signs with come too. */
export const publicKeys = query({
	name: 'assignments.public-keys',
	summary: 'Public keys of this installation, the one it signs with first',
	as: 'system',
	input: v.object({}),
	allow: anybody,
	trial: () => ({}),
	async run(ctx) {
		const { keyId, publicKey } = ctx.ports.signing;
		const before = await ctx.db.selectFrom('assignments.signing_key').select(['id', 'public_key as pem']).where('id', '<>', keyId).orderBy('first_used_at', 'desc').execute();
		return { keys: [{ id: keyId, pem: publicKey }, ...before] as const };
	}
});
