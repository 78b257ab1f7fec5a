import { redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../flash.ts';
import { theApp } from '../../app-handle.ts';
import { clearSessionCookie } from '../../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.signedIn) redirect(303, '/');
};

export const actions: Actions = {
	default: async (event) => {
		await event.locals.call('identity.logout', {});
		clearSessionCookie(event.cookies, theApp().config.secure);
		flash(event, m.identity_logged_out());
		redirect(303, '/connexion');
	}
};
