import { safeNext } from '../../../../next.ts';
import type { PageServerLoad } from './$types';

/** Pages on one screen: without JavaScript a browser fetches all their pictures at once. */
const SCREEN = 20;

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const file = await locals.get('files.pages', { id: params.id });
	// The first who looks has them drawn; the right to look was asked, and is asked again with each picture.
	if (file.pages?.count === null) await locals.call('files.prepare-pages', { id: params.id });
	const screens = Math.max(1, Math.ceil((file.pages?.count ?? 0) / SCREEN));
	const screen = Math.min(screens, Math.max(1, Math.floor(Number(url.searchParams.get('page'))) || 1));
	const back = url.searchParams.get('retour');
	return {
		file,
		screen,
		screens,
		perScreen: SCREEN,
		first: (screen - 1) * SCREEN,
		ratios: file.pages?.ratios.slice((screen - 1) * SCREEN, screen * SCREEN) ?? [],
		back: back === null ? null : safeNext(back),
		pupil: locals.signedIn?.actor.profile === 'pupil'
	};
};
