import { redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { safeNext } from '../../next.ts';
import type { Actions, PageServerLoad } from './$types';

/** Shown where a form arrives after its session has ended (`session-ended.ts`); nobody comes here by himself. */
export const load: PageServerLoad = ({ request }) => {
	if (request.method !== 'POST') redirect(303, '/connexion');
};

export const actions: Actions = {
	default: async ({ request }) => {
		const form = await request.formData();
		const fields = form.getAll('champ').map((one) => JSON.parse(String(one)) as [string, string]);
		return { fields, refused: { message: m.error_not_signed_in(), fields: {} }, action: safeNext(form.get('vers')) };
	}
};
