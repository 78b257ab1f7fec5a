import { redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { besideOf } from '../shelf.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const before = url.searchParams.get('apres');
	const [sent, beside] = await Promise.all([locals.get('messaging.sent', before ? { before } : {}), besideOf(locals)]);
	return { ...sent, ...beside, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};

export const actions: Actions = {
	/** Undo what has not left yet: the button of the flash, or of this page. */
	annuler: async (event) => {
		const result = await event.locals.call('messaging.undo-send', formObject(await event.request.formData()));
		if (!result.ok) {
			flash(event, result.message, 'danger');
			redirect(303, result.status === 401 ? '/connexion?suite=/messagerie/envoyes' : '/messagerie/envoyes');
		}
		flash(event, m.messaging_was_undone());
		redirect(303, `/messagerie/ecrire?brouillon=${result.value.draftId}`);
	}
};
