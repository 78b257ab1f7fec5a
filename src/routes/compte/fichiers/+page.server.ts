import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../../messagerie/typed.ts';
import type { Actions, PageServerLoad } from './$types';

/** What one has sent, how much room it takes, and what can be thrown away. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const [room, list] = await Promise.all([locals.get('files.usage', {}), locals.get('files.list-mine', { page: Math.max(1, Number(url.searchParams.get('page')) || 1) })]);
	return { used: room.used, quota: room.quota, list, pupil: locals.signedIn?.actor.profile === 'pupil' };
};

export const actions: Actions = {
	retirer: async (event) => {
		const done = await event.locals.call('files.remove-mine', { id: textOf(formObject(await event.request.formData())['id']) });
		if (!done.ok) return fail(done.status, { refused: done });
		flash(event, m.giving_file_removed());
		redirect(303, '/compte/fichiers');
	}
};
