import type { PageServerLoad } from './$types';

/** Boxes of one's classes and what teachers left; a guardian chooses the child. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const profile = locals.signedIn?.actor.profile;
	const children = profile === 'guardian' ? (await locals.get('directory.my-children', {})).filter((child) => child.legal) : [];
	const child = children.find((one) => one.id === url.searchParams.get('enfant')) ?? children[0] ?? null;
	if (profile === 'guardian' && child === null) return { shelf: { boxes: [], drops: [] }, children, child };
	return { shelf: await locals.get('assignments.shelf', child ? { pupilId: child.id } : {}), children, child };
};
