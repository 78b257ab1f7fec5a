import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../form.ts';
import { setSessionCookie } from '../../session-cookie.ts';
import { theApp } from '../../app-handle.ts';
import { safeNext } from '../../next.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	if (locals.signedIn) redirect(303, '/accueil');
	return { next: safeNext(url.searchParams.get('suite')) };
};

export const actions: Actions = {
	default: async ({ request, cookies, locals }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('identity.login', form);
		if (!result.ok) return fail(result.status, { refused: result, login: String(form.login ?? ''), persistent: form.persistent !== undefined });
		setSessionCookie(cookies, result.value, theApp().config.secure);
		redirect(303, safeNext(form.next));
	}
};
