import type { PageServerLoad } from './$types';

/** Four weeks of one class: which one, and from when, stand in the address. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { groups } = await locals.get('assignments.choices', {});
	const classes = groups.filter((group) => group.kind === 'class');
	const wanted = url.searchParams.get('classe') ?? '';
	const groupId = /^[0-9a-f-]{36}$/.test(wanted) ? wanted : (classes[0]?.id ?? groups[0]?.id);
	const calendar = groupId === undefined ? null : await locals.get('assignments.class-calendar', { groupId, from: url.searchParams.get('du') ?? '' });
	return { groups, calendar, broad: true };
};
