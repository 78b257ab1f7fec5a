import { error, fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { renewSessionCookie } from '../../../session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, request }) => {
	if (!locals.signedIn) redirect(303, '/connexion?suite=/compte/deuxieme-facteur');
	// After the confirmation the page shows the recovery codes: nothing is begun again.
	const begun = await locals.call('identity.begin-totp', {});
	if (!begun.ok && begun.status === 403) error(403, { message: begun.message, code: begun.code });
	if (!begun.ok && request.method === 'GET') redirect(303, '/compte');
	return { forced: locals.signedIn.actor.pending === 'second-factor-setup', begun: begun.ok ? begun.value : null };
};

export const actions: Actions = {
	default: async ({ request, locals, cookies }) => {
		const result = await locals.call('identity.confirm-totp', formObject(await request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, recoveryCodes: null });
		renewSessionCookie(cookies, result.value.session);
		return { refused: null, recoveryCodes: result.value.recoveryCodes };
	}
};
