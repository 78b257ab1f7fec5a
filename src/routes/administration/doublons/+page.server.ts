import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	return { school, pairs: await locals.get('directory.duplicates', { school: school.id }) };
};

export const actions: Actions = {
	merge: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.merge-duplicate', form);
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_merged());
		redirect(303, `/administration/doublons${school.suffix}`);
	},
	dismiss: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.dismiss-duplicate', form);
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_dismissed());
		redirect(303, `/administration/doublons${school.suffix}`);
	}
};
