import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../typed.ts';
import { besideOf } from '../shelf.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const [start, { sets }, beside] = await Promise.all([locals.get('messaging.start-letter', {}), locals.get('messaging.recipient-sets', {}), besideOf(locals)]);
	return { signature: start.signature, sets, ...beside, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};

export const actions: Actions = {
	signature: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.set-signature', form);
		if (!result.ok) return fail(result.status, { refused: result, signature: textOf(form['signature']), of: '' });
		flash(event, m.messaging_signature_saved());
		redirect(303, '/messagerie/reglages');
	},
	renommer: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.rename-recipient-set', form);
		if (!result.ok) return fail(result.status, { refused: result, signature: null, of: textOf(form['setId']) });
		flash(event, m.messaging_set_renamed());
		redirect(303, '/messagerie/reglages');
	},
	oublier: async (event) => {
		const result = await event.locals.call('messaging.delete-recipient-set', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, signature: null, of: '' });
		flash(event, m.messaging_set_deleted());
		redirect(303, '/messagerie/reglages');
	}
};
