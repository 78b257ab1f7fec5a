import { besideOf } from '../shelf.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const before = url.searchParams.get('apres');
	const [sent, beside] = await Promise.all([locals.get('messaging.sent', before ? { before } : {}), besideOf(locals)]);
	return { ...sent, ...beside, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
};
