import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.signedIn?.actor.pending !== 'charter') redirect(303, locals.signedIn ? '/accueil' : '/connexion');
};

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const result = await locals.call('identity.accept-charter', formObject(await request.formData()));
		if (!result.ok) return fail(result.status, { refused: result });
		redirect(303, '/accueil');
	}
};
