import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const person = await locals.get('directory.person', { id: params.id });
	const roles = locals.signedIn?.actor.roles ?? [];
	return {
		person,
		pupil: locals.signedIn?.actor.profile === 'pupil',
		writes: roles.some((role) => role.profile !== 'operator'),
		// Teachers too: the page itself refuses pupils of other classes.
		mayReissue: person.administeredIn.length > 0 || (person.kind === 'pupil' && person.groups !== null && roles.some((role) => role.profile === 'teacher'))
	};
};
