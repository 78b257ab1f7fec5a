import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { fullDate } from '#ui/dates.ts';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { asQuery, listedOf } from '../../collecting.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { filter, slug, groupId, keep } = listedOf(url);
	return { ...(await locals.get('assignments.collect', { id: params.id, filter, groupId })), slug, keep, broad: true };
};

type Event = RequestEvent<{ id: string }>;

async function chosen({ request, params }: Event) {
	const form = formObject(await request.formData());
	return { id: params.id, pupilIds: form.eleve ?? [], everybody: form.tous === 'oui', dueAt: form.dueAt ?? '', cutoffAt: form.cutoffAt ?? '' };
}

/** Back to the list as it was. */
function back(event: Event, said: string): never {
	flash(event, said);
	redirect(303, event.url.pathname + asQuery(listedOf(event.url).keep));
}

export const actions: Actions = {
	rappeler: async (event) => {
		const result = await event.locals.call('assignments.remind-missing', { id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		back(event, m.assignments_reminded({ count: result.value.pupils, people: result.value.people }));
	},
	papier: async (event) => {
		const asked = await chosen(event);
		const result = await event.locals.call('assignments.set-on-paper', { ...asked, onPaper: true });
		if (!result.ok) return fail(result.status, { refused: result, typed: asked });
		back(event, m.assignments_paper_set({ count: result.value.pupils }));
	},
	'sans-papier': async (event) => {
		const asked = await chosen(event);
		const result = await event.locals.call('assignments.set-on-paper', { ...asked, onPaper: false });
		if (!result.ok) return fail(result.status, { refused: result, typed: asked });
		back(event, m.assignments_paper_taken_back({ count: result.value.pupils }));
	},
	delai: async (event) => {
		const asked = await chosen(event);
		const result = await event.locals.call('assignments.extend', asked);
		if (!result.ok) return fail(result.status, { refused: result, typed: asked });
		const date = result.value.dueAt ? fullDate(result.value.dueAt) : '';
		back(event, result.value.pupils === null ? m.assignments_extended_all({ date }) : m.assignments_extended({ count: result.value.pupils, date }));
	},
	'sans-delai': async (event) => {
		const asked = await chosen(event);
		const result = await event.locals.call('assignments.withdraw-extension', asked);
		if (!result.ok) return fail(result.status, { refused: result, typed: asked });
		back(event, m.assignments_extension_taken_back({ count: result.value.pupils }));
	},
	rendre: async (event) => {
		const result = await event.locals.call('assignments.return-all', { id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		back(event, m.assignments_returned_all({ count: result.value.returned }));
	},
	zip: async (event) => {
		const { groupId } = listedOf(event.url);
		const result = await event.locals.call('assignments.ask-archive', { kind: 'work', id: event.params.id, groupId });
		if (!result.ok) return fail(result.status, { refused: result });
		redirect(303, `/casier/zip/${result.value.archiveId}`);
	}
};
