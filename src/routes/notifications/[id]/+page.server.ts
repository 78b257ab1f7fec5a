import { error, redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Opening a notification reads it and leads to what it is about. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	// Somebody who is not signed in comes back here afterwards.
	if (!locals.signedIn) redirect(303, `/connexion?suite=${encodeURIComponent(url.pathname)}`);
	const opened = await locals.call('notifications.open', { id: params.id });
	if (!opened.ok) error(opened.status === 422 ? 404 : opened.status, { message: opened.message, code: opened.code });
	redirect(303, opened.value.link);
};
