import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../flash.ts';
import { formObject } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const account = await locals.get('identity.account', {});
	const administrative = account.profiles.some((profile) => !['pupil', 'guardian', 'guest'].includes(profile));
	return { account, administrative };
};

export const actions: Actions = {
	contact: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('identity.set-contact', form);
		if (!result.ok) return fail(result.status, { refused: result, typed: { email: String(form.email ?? ''), mobile: String(form.mobile ?? '') }, token: null });
		flash(event, m.identity_contact_saved());
		redirect(303, '/compte');
	},
	revoke: async (event) => {
		const result = await event.locals.call('identity.revoke-session', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null, token: null });
		flash(event, m.identity_session_ended({ count: result.value.ended }));
		redirect(303, '/compte');
	},
	token: async ({ request, locals }) => {
		const result = await locals.call('identity.create-access-token', formObject(await request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null, token: null });
		return { refused: null, typed: null, token: result.value.token };
	},
	revokeToken: async (event) => {
		const result = await event.locals.call('identity.revoke-access-token', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null, token: null });
		flash(event, m.identity_token_revoked());
		redirect(303, '/compte');
	},
	profile: async ({ request, locals }) => {
		const result = await locals.call('identity.set-display', formObject(await request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null, token: null });
		redirect(303, '/accueil');
	}
};
