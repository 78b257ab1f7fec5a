import { error } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { preview, save } from '../../write.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const draft = await locals.get('publications.draft', { id: params.id });
	if (!draft.news) error(404, { message: m.error_not_found() });
	return { ...draft, news: draft.news };
};

export const actions: Actions = {
	save: (event) => save(event, event.params.id),
	preview: (event) => preview(event, event.params.id)
};
