import { sql } from 'kysely';
import * as v from 'valibot';
import { PROFILES } from '#kernel/actor';
import { command } from '#kernel/definition';
import { anyPersonPending } from '#kernel/policy';

/** The reading panel, the language, and which of one's profiles comes first. What is not given stays. */
export const setDisplay = command({
	name: 'identity.set-display',
	summary: 'Choose theme, size, spacing, font, line focus, reading aloud, language and home profile',
	audited: false,
	input: v.object({
		theme: v.optional(v.picklist(['auto', 'light', 'dark'], 'invalid')),
		size: v.optional(v.picklist(['normal', 'large', 'larger'], 'invalid')),
		spacing: v.optional(v.picklist(['normal', 'wide'], 'invalid')),
		font: v.optional(v.picklist(['atkinson', 'lexend', 'opendyslexic'], 'invalid')),
		line: v.optional(v.picklist(['off', 'on'], 'invalid')),
		aloud: v.optional(v.picklist(['off', 'on'], 'invalid')),
		locale: v.optional(v.picklist(['fr', 'en'], 'invalid')),
		profile: v.optional(v.picklist(PROFILES, 'invalid'))
	}),
	allow: anyPersonPending,
	trial: () => ({ theme: 'dark' as const }),
	async run(ctx, { locale, profile, ...display }) {
		await ctx.db
			.updateTable('identity.account')
			.set({
				display: sql`display || ${JSON.stringify(display)}::jsonb`,
				...(locale ? { locale } : {}),
				...(profile ? { preferred_profile: profile } : {})
			})
			.where('person_id', '=', ctx.actor.id)
			.execute();
		await ctx.notify('session', ctx.actor.id);
		return {};
	}
});
