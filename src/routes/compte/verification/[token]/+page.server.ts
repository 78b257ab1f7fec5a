import { fail } from '@sveltejs/kit';
import type { Actions } from './$types';

// Opening the link is not enough: mail filters open links too. A button confirms.
export const actions: Actions = {
	default: async ({ params, locals }) => {
		const result = await locals.call('identity.verify-email', { token: params.token });
		if (!result.ok) return fail(result.status, { refused: result, email: null });
		return { refused: null, email: result.value.email };
	}
};
