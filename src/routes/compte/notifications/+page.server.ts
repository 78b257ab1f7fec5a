import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ ...(await locals.get('notifications.preferences', {})), pupil: locals.signedIn?.actor.profile === 'pupil' });

export const actions: Actions = {
	choose: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('notifications.set-preferences', form);
		if (!result.ok) return fail(result.status, { refused: result, typed: form });
		flash(event, m.notifications_saved());
		redirect(303, '/compte/notifications');
	},
	browser: async (event) => {
		const result = await event.locals.call('notifications.subscribe-push', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null });
		flash(event, m.notifications_browser_added());
		redirect(303, '/compte/notifications');
	},
	remove: async (event) => {
		const result = await event.locals.call('notifications.remove-browser', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, typed: null });
		flash(event, m.notifications_browser_removed());
		redirect(303, '/compte/notifications');
	}
};
