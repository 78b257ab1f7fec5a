import * as v from 'valibot';
import { query } from '#kernel/definition';
import { anyPerson } from '#kernel/policy';
import { CHOICES, choicesOf } from '../choices.ts';
import { defaultRhythm, KINDS, kindsFor } from '../kinds.ts';

/** How one is told now, chosen or by default, and by which ways one can be reached. */
export const preferences = query({
	name: 'notifications.preferences',
	summary: 'How one is told of each kind of event, and the ways one can be reached',
	input: v.object({}),
	allow: anyPerson,
	trial: () => ({}),
	async run(ctx) {
		const me = ctx.actor.id;
		const [chosen, hours, browsers, bounce, contact] = await Promise.all([
			ctx.db.selectFrom('notifications.preference').select(['kind', 'channel', 'rhythm']).where('account_id', '=', me).execute(),
			ctx.db.selectFrom('notifications.person_hours').select(['starts', 'ends']).where('account_id', '=', me).executeTakeFirst(),
			ctx.db.selectFrom('notifications.push_subscription').select(['id', 'device', 'created_at']).where('account_id', '=', me).orderBy('created_at').execute(),
			ctx.db.selectFrom('notifications.bounce').select('email').where('account_id', '=', me).executeTakeFirst(),
			ctx.db.selectFrom('identity.contact').select(['email', 'email_verified_at', 'mobile']).where('person_id', '=', me).executeTakeFirst()
		]);
		return {
			kinds: kindsFor(ctx.actor.roles.map((role) => role.profile)).map((kind) => ({
				kind,
				required: KINDS[kind].required as boolean,
				channels: CHOICES.filter((one) => one.kind === kind).map(({ channel, name }) => ({
					channel,
					name,
					choices: choicesOf(kind, channel),
					rhythm: chosen.find((one) => one.kind === kind && one.channel === channel)?.rhythm ?? defaultRhythm(kind, channel, ctx.actor.profile)
				}))
			})),
			hours: hours ? { starts: hours.starts.slice(0, 5), ends: hours.ends.slice(0, 5) } : null,
			browsers: browsers.map((one) => ({ id: one.id, device: one.device, since: one.created_at })),
			pushKey: ctx.ports.push.publicKey,
			email: contact?.email ? (bounce?.email === contact.email ? ('bounced' as const) : contact.email_verified_at ? ('works' as const) : ('waiting' as const)) : ('none' as const),
			mobile: Boolean(contact?.mobile)
		};
	}
});
