import * as v from 'valibot';
import { command } from '#kernel/definition';
import { isRefusal, refuse } from '#kernel/errors';
import { anybody } from '#kernel/policy';
import { NewPassword } from '../inputs.ts';
import { openSession } from '../sessions.ts';
import { endSessions, hashNewPassword } from '../set-password.ts';
import { tokenHash } from '../tokens.ts';

/** Choose a new password with a link from a mail. The link dies; every session ends; a new one opens. */
export const resetPassword = command({
	name: 'identity.reset-password',
	summary: 'Choose a new password with the link received by e-mail',
	as: 'system',
	internal: true,
	input: v.object({ token: v.pipe(v.string(), v.length(43, 'invalid')), password: NewPassword }),
	allow: anybody,
	trial: () => ({ token: 'x'.repeat(43), password: 'quatre chevaux sous le préau' }),
	async prepare(outside, input) {
		const about = await outside.read((db) =>
			db
				.selectFrom('identity.mail_link as l')
				.innerJoin('directory.person as p', 'p.id', 'l.person_id')
				.select(['p.login', 'p.given_name as givenName', 'p.family_name as familyName'])
				.where('l.token_hash', '=', tokenHash(input.token))
				.where('l.purpose', '=', 'password')
				.where('l.used_at', 'is', null)
				.where('l.expires_at', '>', outside.now)
				.where('p.status', '=', 'active')
				.executeTakeFirst()
		);
		if (!about) return refuse('gone', { code: 'link-expired' });
		const hash = await hashNewPassword(outside, input.password, { ...about, birthYear: null });
		return isRefusal(hash) ? hash : { hash };
	},
	async run(ctx, input, { hash }) {
		const link = await ctx.db
			.updateTable('identity.mail_link')
			.set({ used_at: ctx.now })
			.where('token_hash', '=', tokenHash(input.token))
			.where('used_at', 'is', null)
			.where('purpose', '=', 'password')
			.returning('person_id')
			.executeTakeFirst();
		if (!link) return refuse('gone', { code: 'link-expired' });
		await ctx.db.updateTable('identity.account').set({ password_hash: hash, password_set_at: ctx.now, must_change: false }).where('person_id', '=', link.person_id).execute();
		await endSessions(ctx, link.person_id);
		ctx.audit({ subject: { type: 'person', id: link.person_id } });
		return openSession(ctx, link.person_id);
	}
});
