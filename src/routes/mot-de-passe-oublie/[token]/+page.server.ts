import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { setSessionCookie } from '../../../session-cookie.ts';
import { theApp } from '../../../app-handle.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('identity.reset-password', { token: event.params.token, password: form.password });
		if (!result.ok) return fail(result.status, { refused: result });
		setSessionCookie(event.cookies, result.value, theApp().config.secure);
		flash(event, m.identity_password_changed());
		redirect(303, '/accueil');
	}
};
