import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { renewSessionCookie } from '../../../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.signedIn) redirect(303, '/connexion?suite=/compte/mot-de-passe');
	return { forced: locals.signedIn.actor.pending === 'password-change' };
};

export const actions: Actions = {
	default: async (event) => {
		const result = await event.locals.call('identity.change-password', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result });
		renewSessionCookie(event.cookies, result.value.session);
		flash(event, m.identity_password_changed());
		redirect(303, '/compte');
	}
};
