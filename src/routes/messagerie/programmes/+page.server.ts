import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { fullDate } from '#ui/dates.ts';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../typed.ts';
import { besideOf } from '../shelf.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const page = Number(url.searchParams.get('page')) || 1;
	const [drafts, beside] = await Promise.all([locals.get('messaging.drafts', { scheduled: true, page }), besideOf(locals)]);
	return { ...drafts, ...beside, page, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};

export const actions: Actions = {
	changer: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.schedule', form);
		if (!result.ok) return fail(result.status, { refused: result, of: textOf(form['draftId']) });
		flash(event, m.messaging_was_scheduled({ date: fullDate(result.value.sendAt) }));
		redirect(303, '/messagerie/programmes');
	},
	annuler: async (event) => {
		const result = await event.locals.call('messaging.unschedule', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, of: '' });
		flash(event, m.messaging_was_unscheduled());
		redirect(303, `/messagerie/ecrire?brouillon=${result.value.draftId}`);
	}
};
