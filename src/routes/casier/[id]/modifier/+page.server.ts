import { error, fail, redirect } from '@sveltejs/kit';
import type { Refused } from '#app';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { fromSheet } from '../../ecrire/fields.ts';
import { viewOf } from '../../ecrire/view.ts';
import { writing } from '../../ecrire/write.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, request }) => {
	const sheet = await locals.get('assignments.sheet', { id: params.id });
	// What was typed is what is shown.
	const account = locals.signedIn?.actor.id ?? '';
	if (request.method === 'POST') return { view: null, sheet, account, brought: false };
	const values = fromSheet(sheet);
	// Come back from the form that takes files.
	const files = [...new Set([...values.files, ...url.searchParams.getAll('fichier')])];
	return { view: await viewOf(locals, { ...values, files }, { sheet }), sheet, account, brought: files.length > values.files.length };
};

export const actions: Actions = {
	modifier: (event) => writing.modifier(event, event.params.id),
	apercu: (event) => writing.apercu(event, event.params.id),
	enregistrer: (event) => writing.enregistrer(event, event.params.id),
	publier: (event) => writing.publier(event, event.params.id),
	joindre: (event) => writing.joindre(event, event.params.id),
	archiver: async (event) => {
		const form = formObject(await event.request.formData());
		const done = await event.locals.call('assignments.archive-assignment', { id: event.params.id, archived: form['archived'] });
		if (!done.ok) return refusedWith(event.locals, event.params.id, done);
		flash(event, done.value.archived ? m.giving_archived() : m.giving_unarchived());
		redirect(303, done.value.archived ? '/casier?etat=archives' : '/casier');
	},
	supprimer: async (event) => {
		const done = await event.locals.call('assignments.delete-assignment', { id: event.params.id });
		if (!done.ok) return refusedWith(event.locals, event.params.id, done);
		flash(event, m.giving_deleted());
		redirect(303, '/casier?etat=brouillons');
	}
};

async function refusedWith(locals: App.Locals, id: string, refused: Refused) {
	const sheet = await locals.call('assignments.sheet', { id });
	if (!sheet.ok) error(sheet.status, { message: sheet.message });
	return fail(refused.status, { view: await viewOf(locals, fromSheet(sheet.value), { sheet: sheet.value, refused }) });
}
