import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { renewSessionCookie } from '../../../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.signedIn?.actor.pending !== 'charter') redirect(303, locals.signedIn ? '/accueil' : '/connexion');
};

export const actions: Actions = {
	default: async ({ request, locals, cookies }) => {
		const result = await locals.call('identity.accept-charter', formObject(await request.formData()));
		if (!result.ok) return fail(result.status, { refused: result });
		renewSessionCookie(cookies, result.value.session);
		redirect(303, '/accueil');
	}
};
