import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPersonPending } from '#kernel/policy';

/** Everything the account page shows of oneself. */
export const account = query({
	name: 'identity.account',
	summary: "One's own account: login, contacts, sessions, tokens, second factor",
	input: v.object({}),
	allow: anyPersonPending,
	trial: () => ({}),
	async run(ctx) {
		const me = ctx.actor.id;
		const [person, row, contact, sessions, tokens, looks] = await Promise.all([
			ctx.db.selectFrom('directory.person').select(['login', 'kind', 'given_name', 'family_name', 'email']).where('id', '=', me).executeTakeFirstOrThrow(),
			ctx.db
				.selectFrom('identity.account')
				.select(['activated_at', 'charter_version', 'charter_accepted_at', 'totp_confirmed_at', 'display', 'locale', 'preferred_profile'])
				.where('person_id', '=', me)
				.executeTakeFirstOrThrow(),
			ctx.db.selectFrom('identity.contact').selectAll().where('person_id', '=', me).executeTakeFirst(),
			ctx.db
				.selectFrom('identity.session')
				.select(['id', 'created_at', 'seen_at', 'expires_at', 'persistent', 'device', 'kind'])
				.where('account_id', '=', me)
				.where('revoked_at', 'is', null)
				.where('expires_at', '>', ctx.now)
				.orderBy('seen_at', 'desc')
				.limit(30)
				.execute(),
			ctx.db
				.selectFrom('identity.access_token')
				.select(['id', 'label', 'created_at', 'expires_at'])
				.where('account_id', '=', me)
				.where('revoked_at', 'is', null)
				.where('expires_at', '>', ctx.now)
				.orderBy('created_at', 'desc')
				.execute(),
			ctx.db
				.selectFrom('core.audit')
				.select(['at', 'actor_label'])
				.where('subject_id', '=', me)
				.where('command', '=', 'identity.open-diagnosis')
				.orderBy('at', 'desc')
				.limit(10)
				.execute()
		]);
		return {
			login: person.login,
			kind: person.kind,
			name: `${person.given_name} ${person.family_name}`,
			schoolEmail: person.email,
			email: contact?.email ?? null,
			emailVerified: contact?.email_verified_at != null,
			mobile: contact?.mobile ?? null,
			activatedAt: row.activated_at,
			charter: { version: row.charter_version, acceptedAt: row.charter_accepted_at },
			secondFactor: row.totp_confirmed_at,
			display: row.display,
			locale: row.locale,
			profiles: [...new Set(ctx.actor.roles.map((role) => role.profile))],
			profile: ctx.actor.profile,
			sessions: sessions.map((session) => ({ ...session, current: session.id === ctx.actor.sessionId })),
			tokens,
			/** Times an operator opened a diagnosis session on this account. */
			looks
		};
	}
});
