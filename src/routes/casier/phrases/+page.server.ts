import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ phrases: await locals.get('assignments.phrases', {}) });

export const actions: Actions = {
	garder: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('assignments.save-phrase', { phraseId: form.phraseId ?? '', body: form.body ?? '' });
		if (!result.ok) return fail(result.status, { refused: result, phraseId: [form.phraseId ?? ''].flat()[0] ?? '', body: [form.body ?? ''].flat()[0] ?? '' });
		flash(event, m.assignments_phrase_kept());
		redirect(303, '/casier/phrases');
	},
	retirer: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('assignments.remove-phrase', { phraseId: form.phraseId ?? '' });
		if (!result.ok) return fail(result.status, { refused: result, phraseId: '', body: '' });
		flash(event, m.assignments_phrase_removed());
		redirect(303, '/casier/phrases');
	}
};
