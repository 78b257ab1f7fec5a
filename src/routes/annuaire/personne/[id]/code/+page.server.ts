import { fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => locals.get('identity.reissue-preview', { personId: params.id });

export const actions: Actions = {
	default: async ({ params, locals }) => {
		const result = await locals.call('identity.reissue-code', { personId: params.id });
		if (!result.ok) return fail(result.status, { refused: result, issued: null });
		return { refused: null, issued: result.value };
	}
};
