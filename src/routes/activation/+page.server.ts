import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../flash.ts';
import { formObject } from '../../form.ts';
import { setSessionCookie } from '../../session-cookie.ts';
import { theApp } from '../../app-handle.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ code: (url.searchParams.get('code') ?? '').slice(0, 20) });

/** What was typed comes back with a refusal; a password never does. */
function typed(form: Record<string, string | string[]>) {
	const text = (name: string) => String(form[name] ?? '');
	return { code: text('code'), familyName: text('familyName'), birthDate: text('birthDate'), email: text('email'), mobile: text('mobile') };
}

export const actions: Actions = {
	check: async ({ request, locals }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('identity.check-code', form);
		if (!result.ok) return fail(result.status, { step: 1 as const, refused: result, typed: typed(form), holder: null });
		return { step: 2 as const, refused: null, typed: { ...typed(form), email: result.value.email ?? '' }, holder: result.value };
	},
	activate: async (event) => {
		const { request, locals, cookies } = event;
		const form = formObject(await request.formData());
		const result = await locals.call('identity.activate', form);
		if (!result.ok) {
			const again = await locals.call('identity.check-code', form);
			return fail(result.status, { step: again.ok ? (2 as const) : (1 as const), refused: result, typed: typed(form), holder: again.ok ? again.value : null });
		}
		setSessionCookie(cookies, result.value, theApp().config.secure);
		flash(event, m.identity_activated());
		redirect(303, '/accueil');
	}
};
