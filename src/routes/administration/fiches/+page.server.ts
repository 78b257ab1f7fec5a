import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const adoption = await locals.get('directory.adoption', { school: school.id });
	return { school, adoption, class: url.searchParams.get('classe') ?? '' };
};

export const actions: Actions = {
	default: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.mail-codes', { ...form, school: school.id });
		if (!result.ok) return fail(result.status, { refused: result, people: String(form.people ?? 'pupils'), class: String(form.class ?? '') });
		flash(event, m.directory_mail_codes_done(result.value));
		redirect(303, `/administration${school.suffix}`);
	}
};
