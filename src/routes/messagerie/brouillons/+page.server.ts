import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { besideOf } from '../shelf.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const page = Number(url.searchParams.get('page')) || 1;
	const [drafts, beside] = await Promise.all([locals.get('messaging.drafts', { page }), besideOf(locals)]);
	return { ...drafts, ...beside, page, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};

export const actions: Actions = {
	supprimer: async (event) => {
		const result = await event.locals.call('messaging.delete-draft', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.messaging_draft_deleted());
		redirect(303, '/messagerie/brouillons');
	}
};
