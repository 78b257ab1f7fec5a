import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	thread: await locals.get('messaging.thread', { id: params.thread }),
	pupil: locals.signedIn?.actor.profile === 'pupil'
});
