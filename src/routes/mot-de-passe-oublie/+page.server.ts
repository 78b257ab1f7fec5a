import { fail } from '@sveltejs/kit';
import { formObject } from '../../form.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('identity.request-reset', form);
		if (!result.ok) return fail(result.status, { refused: result, asked: String(form.asked ?? ''), sent: false });
		return { refused: null, asked: String(form.asked ?? ''), sent: true };
	}
};
