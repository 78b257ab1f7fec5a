import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const before = url.searchParams.get('apres');
	const onlyUnread = url.searchParams.has('non-lus');
	const [inbox, unread] = await Promise.all([locals.get('messaging.inbox', { ...(before ? { before } : {}), unread: onlyUnread }), locals.get('messaging.unread-count', {})]);
	return { ...inbox, unread, onlyUnread, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};
