import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
	sheet: await locals.get('directory.class', { id: params.id, part: url.searchParams.get('voir') === 'responsables' ? 'guardians' : 'people' }),
	guardians: url.searchParams.get('voir') === 'responsables',
	self: locals.signedIn?.actor.id ?? '',
	pupil: locals.signedIn?.actor.profile === 'pupil'
});
