import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { textOf } from '../../typed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	message: await locals.get('messaging.reportable', { messageId: params.message }),
	pupil: locals.signedIn?.actor.profile === 'pupil'
});

export const actions: Actions = {
	signaler: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.report', { ...form, messageId: event.params.message });
		if (!result.ok) return fail(result.status, { refused: result, reason: textOf(form['reason']), comment: textOf(form['comment']) });
		flash(event, m.messaging_reported());
		redirect(303, event.url.pathname);
	},
	bloquer: async (event) => {
		const result = await event.locals.call('messaging.block', { messageId: event.params.message });
		if (!result.ok) return fail(result.status, { refused: result, reason: '', comment: '' });
		flash(event, m.messaging_was_blocked());
		redirect(303, '/messagerie/absence#bloquees');
	}
};
