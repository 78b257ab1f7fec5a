import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	news: await locals.get('publications.show', { id: params.id }),
	visitor: locals.actor.kind !== 'person'
});

/** An act without fields: say what was done, or why not, and stay here. */
async function act(event: RequestEvent, name: 'publications.publish-news' | 'publications.unpublish-news' | 'publications.remove-thumbnail', done: () => string) {
	const result = await event.locals.call(name, { id: event.params.id });
	if (!result.ok) return fail(result.status, { refused: result });
	flash(event, done());
	redirect(303, `/actualites/${event.params.id ?? ''}`);
}

export const actions: Actions = {
	publish: (event) => act(event, 'publications.publish-news', m.publications_published),
	unpublish: (event) => act(event, 'publications.unpublish-news', m.publications_withdrawn),
	removePicture: (event) => act(event, 'publications.remove-thumbnail', m.publications_picture_removed),
	delete: async (event) => {
		const result = await event.locals.call('publications.delete-news', { id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.publications_deleted());
		redirect(303, '/actualites?etat=draft');
	},
	picture: async (event) => {
		const form = await event.request.formData();
		const file = form.get('thumbnail');
		const picture = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : undefined;
		const result = await event.locals.call('publications.set-thumbnail', { id: event.params.id, picture, alt: form.get('alt') ?? '' });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.publications_picture_kept());
		redirect(303, `/actualites/${event.params.id}`);
	}
};
