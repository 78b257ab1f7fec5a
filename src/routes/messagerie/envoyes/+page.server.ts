import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const before = url.searchParams.get('apres');
	const [sent, unread] = await Promise.all([locals.get('messaging.sent', before ? { before } : {}), locals.get('messaging.unread-count', {})]);
	return { ...sent, unread, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};
