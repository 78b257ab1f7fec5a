import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	sheet: await locals.get('directory.class', { id: params.id }),
	self: locals.signedIn?.actor.id ?? '',
	pupil: locals.signedIn?.actor.profile === 'pupil'
});
