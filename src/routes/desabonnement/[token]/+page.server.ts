import { fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	// Mail programs open links to look at them: nothing happens before the button.
	const found = await locals.call('notifications.unsubscribe-preview', { token: params.token });
	return { stops: found.ok ? { kind: found.value.kind } : null };
};

export const actions: Actions = {
	default: async ({ locals, params }) => {
		const result = await locals.call('notifications.unsubscribe', { token: params.token });
		return result.ok ? { refused: null, done: true } : fail(result.status, { refused: result, done: false });
	}
};
