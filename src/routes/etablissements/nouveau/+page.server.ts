import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ kinds: await locals.get('directory.school-kinds', {}) });

export const actions: Actions = {
	default: async (event) => {
		const form = formObject(await event.request.formData());
		const typed = { uai: String(form.uai ?? ''), name: String(form.name ?? ''), city: String(form.city ?? ''), kind: String(form.kind ?? '') };
		const result = await event.locals.call('directory.create-school', typed);
		if (!result.ok) return fail(result.status, { refused: result, typed });
		flash(event, m.directory_school_created({ name: typed.name.trim() }));
		redirect(303, `/etablissements/${result.value.id}`);
	}
};
