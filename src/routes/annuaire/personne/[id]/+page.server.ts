import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const person = await locals.get('directory.person', { id: params.id });
	const roles = locals.signedIn?.actor.roles ?? [];
	return {
		person,
		pupil: locals.signedIn?.actor.profile === 'pupil',
		writes: roles.some((role) => role.profile !== 'operator'),
		// A teacher for the pupils of his classes.
		mayReissue: person.administeredIn.length > 0 || person.taught
	};
};
