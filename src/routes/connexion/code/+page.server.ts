import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { renewSessionCookie } from '../../../session-cookie.ts';
import { safeNext } from '../../../next.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.signedIn?.actor.pending !== 'second-factor') redirect(303, locals.signedIn ? '/accueil' : '/connexion');
	return { next: safeNext(url.searchParams.get('suite')) };
};

export const actions: Actions = {
	default: async ({ request, locals, cookies }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('identity.give-second-factor', form);
		if (!result.ok) return fail(result.status, { refused: result });
		renewSessionCookie(cookies, result.value.session);
		redirect(303, safeNext(form.next));
	}
};
