import { error, fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../../form.ts';
import { flash } from '../../../../flash.ts';
import { m } from '#paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const schools = (await locals.get('directory.my-schools', {})).filter((one) => one.administers || ['teacher', 'staff', 'principal'].includes(one.profile));
	const options = [...new Map(schools.map((one) => [one.id, { value: one.id, label: one.name }])).values()];
	if (options.length === 0) error(403, { message: m.error_forbidden(), code: 'forbidden' });
	return { schools: options };
};

export const actions: Actions = {
	default: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.create-group', form);
		if (!result.ok) return fail(result.status, { refused: result, label: String(form.label ?? ''), school: String(form.school ?? '') });
		flash(event, m.directory_group_created());
		redirect(303, `/annuaire/groupe/${result.value.id}`);
	}
};
