import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** « 5eb » finds « 5e B », « theatre » « Théâtre ». */
function folded(text: string): string {
	return text
		.normalize('NFD')
		.replace(/[\p{M}\s.-]/gu, '')
		.toLowerCase();
}

export const load: PageServerLoad = async ({ locals, url }) => {
	const classes = await locals.get('directory.my-classes', {});
	const given = (name: string) => url.searchParams.get(name) ?? '';
	const filters = { q: given('q'), profile: given('profil'), class: given('classe') };
	const roles = locals.signedIn?.actor.roles ?? [];
	const works = roles.some((role) => ['teacher', 'staff', 'principal'].includes(role.profile));
	// Pupils and families have a dozen people: shown at once. Others search.
	const asked = Boolean(filters.q || filters.profile || filters.class) || !(works || roles.some((role) => role.schoolId === null));
	const found = asked ? await locals.call('directory.search', { ...filters, page: given('page') || 1 }) : null;
	if (found && !found.ok && found.status === 401) redirect(303, '/connexion?suite=/annuaire');
	const children = roles.some((role) => role.profile === 'guardian') ? await locals.get('directory.my-children', {}) : [];
	return {
		classes,
		children,
		filters,
		/** Classes and groups of that name, above the people. */
		named: filters.q.trim() ? classes.filter((one) => folded(one.label).includes(folded(filters.q))) : [],
		asked: Boolean(filters.q || filters.profile || filters.class),
		found: found?.ok ? found.value : null,
		stopped: found && !found.ok ? found : null,
		mayMakeGroup: works,
		severalSchools: new Set(roles.map((role) => role.schoolId)).size > 1 || roles.some((role) => role.schoolId === null),
		writes: roles.some((role) => role.profile !== 'operator'),
		decidesDuplicates: roles.some((role) => role.profile === 'department' || role.profile === 'operator'),
		pupil: locals.signedIn?.actor.profile === 'pupil'
	};
};
