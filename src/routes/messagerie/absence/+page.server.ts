import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../typed.ts';
import type { Actions, PageServerLoad } from './$types';

const HERE = '/messagerie/absence';

export const load: PageServerLoad = async ({ locals }) => ({ settings: await locals.get('messaging.settings', {}), pupil: locals.signedIn?.actor.profile === 'pupil' });

export const actions: Actions = {
	absence: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.set-absence', form);
		if (!result.ok) return fail(result.status, { refused: result, from: textOf(form['from']), until: textOf(form['until']), body: textOf(form['body']) });
		flash(event, m.messaging_absence_saved());
		redirect(303, HERE);
	},
	retour: async (event) => {
		const result = await event.locals.call('messaging.clear-absence', {});
		if (!result.ok) return fail(result.status, { refused: result, from: '', until: '', body: '' });
		flash(event, m.messaging_absence_cleared());
		redirect(303, HERE);
	},
	debloquer: async (event) => {
		const result = await event.locals.call('messaging.unblock', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, from: '', until: '', body: '' });
		flash(event, m.messaging_unblocked());
		redirect(303, HERE);
	},
	lu: async (event) => {
		await event.locals.call('messaging.acknowledge-warning', formObject(await event.request.formData()));
		redirect(303, '/messagerie');
	}
};
