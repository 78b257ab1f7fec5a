import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../../form.ts';
import { flash } from '../../../../flash.ts';
import { m } from '#paraglide/messages.js';
import { administered } from '../../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const [school, draft] = await Promise.all([administered(locals, url), locals.get('directory.csv-draft', { id: params.id })]);
	return { school, draft, mapping: !draft.complete || url.searchParams.has('colonnes') };
};

export const actions: Actions = {
	map: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const map = Object.fromEntries(Object.entries(form).map(([name, value]) => [name, String(value)]));
		const result = await event.locals.call('directory.map-csv', { id: event.params.id, map });
		if (!result.ok) return fail(result.status, { refused: result, map });
		redirect(303, `/administration/import-csv/${event.params.id}${school.suffix}`);
	},
	apply: async (event) => {
		const school = await administered(event.locals, event.url);
		const result = await event.locals.call('directory.apply-csv', { id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result, map: null });
		flash(
			event,
			[
				m.directory_csv_done({ count: result.value.pupilsNew + result.value.staffNew }),
				result.value.guardiansNew > 0 ? m.directory_csv_done_guardians({ count: result.value.guardiansNew }) : ''
			]
				.join(' ')
				.trim()
		);
		redirect(303, `/administration/comptes${school.suffix}`);
	}
};
