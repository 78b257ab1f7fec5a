import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const page = Number(url.searchParams.get('page') ?? 1);
	return { school, page, ...(await locals.get('notifications.school', { school: school.id, page })) };
};

export const actions: Actions = {
	default: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('notifications.set-school-hours', { ...form, school: school.id });
		if (!result.ok) return fail(result.status, { refused: result, typed: form });
		flash(event, m.notifications_saved());
		redirect(303, `/administration/notifications${school.suffix}`);
	}
};
