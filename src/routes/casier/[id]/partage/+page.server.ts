import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { textOf } from '../../../messagerie/typed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const sheet = await locals.get('assignments.sheet', { id: params.id });
	const colleagues = sheet.mine ? await locals.get('assignments.colleagues', { schoolId: sheet.schoolId }) : [];
	return {
		work: { id: sheet.id, title: sheet.title, mine: sheet.mine, orphan: sheet.orphan },
		editors: sheet.editors,
		me: locals.signedIn?.actor.id ?? '',
		colleagues: colleagues.filter((one) => !sheet.editors.some((editor) => editor.id === one.id))
	};
};

async function chosen(event: RequestEvent): Promise<string> {
	return textOf(formObject(await event.request.formData())['personId']);
}

export const actions: Actions = {
	ajouter: async (event) => {
		const personId = await chosen(event);
		const done = await event.locals.call('assignments.add-editor', { id: event.params.id, personId });
		if (!done.ok) return fail(done.status, { refused: done, personId });
		flash(event, m.giving_shared());
		redirect(303, `/casier/${event.params.id}/partage`);
	},
	/** Its author has left: who works on it goes on as its author. */
	reprendre: async (event) => {
		const done = await event.locals.call('assignments.take-over', { id: event.params.id });
		if (!done.ok) return fail(done.status, { refused: done, personId: '' });
		flash(event, m.giving_taken_over());
		redirect(303, `/casier/${event.params.id}/partage`);
	},
	retirer: async (event) => {
		const personId = await chosen(event);
		const done = await event.locals.call('assignments.remove-editor', { id: event.params.id, personId });
		if (!done.ok) return fail(done.status, { refused: done, personId: '' });
		flash(event, m.giving_unshared());
		// Who left has nothing to see here any more.
		redirect(303, personId === event.locals.signedIn?.actor.id ? '/casier' : `/casier/${event.params.id}/partage`);
	}
};
