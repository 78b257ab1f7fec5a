import type { LayoutServerLoad } from './$types';

/** What stands over every page of messaging; asked beside the page, never before it. */
export const load: LayoutServerLoad = async ({ locals }) => {
	const actor = locals.signedIn?.actor;
	if (!actor) return { standing: null, moderates: null };
	const standing = await locals.call('messaging.standing', {});
	const above = actor.roles.some((role) => role.profile === 'department' || role.profile === 'operator');
	const school = actor.roles.some((role) => role.profile === 'principal' || role.delegate);
	return { standing: standing.ok ? standing.value : null, moderates: above ? '/exploitation/messagerie' : school ? '/administration/messagerie' : null };
};
