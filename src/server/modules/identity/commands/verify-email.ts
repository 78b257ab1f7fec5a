import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse } from '#kernel/errors';
import { anybody } from '#kernel/policy';
import { tokenHash } from '../tokens.ts';

/** The person opened the link sent to his address: it is his. */
export const verifyEmail = command({
	name: 'identity.verify-email',
	summary: 'Confirm an e-mail address with the link sent to it',
	as: 'system',
	internal: true,
	input: v.object({ token: v.pipe(v.string(), v.length(43, 'invalid')) }),
	allow: anybody,
	trial: () => ({ token: 'x'.repeat(43) }),
	async run(ctx, input) {
		const link = await ctx.db
			.updateTable('identity.mail_link')
			.set({ used_at: ctx.now })
			.where('token_hash', '=', tokenHash(input.token))
			.where('purpose', '=', 'email')
			.where('used_at', 'is', null)
			.where('expires_at', '>', ctx.now)
			.returning(['person_id', 'email'])
			.executeTakeFirst();
		// Changed meanwhile to another address: this link proves nothing about that one.
		const proved =
			link &&
			(await ctx.db
				.updateTable('identity.contact')
				.set({ email_verified_at: ctx.now })
				.where('person_id', '=', link.person_id)
				.where('email', '=', link.email ?? '')
				.returning('email')
				.executeTakeFirst());
		if (!link || !proved) return refuse('gone', { code: 'link-expired' });
		ctx.audit({ subject: { type: 'person', id: link.person_id } });
		return { email: proved.email };
	}
});
