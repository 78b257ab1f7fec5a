import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	// The département and the operator decide for all schools; a principal for his own.
	const above = locals.signedIn?.actor.roles.some((role) => role.profile === 'department' || role.profile === 'operator') ?? false;
	const school = above ? null : await administered(locals, url);
	return { suffix: school?.suffix ?? '', above, pairs: await locals.get('directory.duplicates', school ? { school: school.id } : {}) };
};

/** The same list, of the same school. */
function back(url: URL): string {
	const school = url.searchParams.get('college');
	return school ? `/administration/doublons?college=${encodeURIComponent(school)}` : '/administration/doublons';
}

export const actions: Actions = {
	merge: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.merge-duplicate', form);
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_merged());
		redirect(303, back(event.url));
	},
	dismiss: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.dismiss-duplicate', form);
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_dismissed());
		redirect(303, back(event.url));
	}
};
