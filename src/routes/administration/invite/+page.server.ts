import { fail } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({ school: await administered(locals, url), origin: url.origin });

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const school = await administered(locals, url);
		const form = formObject(await request.formData());
		const typed = {
			givenName: String(form.givenName ?? ''),
			familyName: String(form.familyName ?? ''),
			email: String(form.email ?? ''),
			reason: String(form.reason ?? ''),
			title: String(form.title ?? '')
		};
		const result = await locals.call('directory.create-guest', { ...form, school: school.id });
		if (!result.ok) return fail(result.status, { refused: result, typed, made: null });
		return { refused: null, typed, made: result.value };
	}
};
