/** What every list of received messages loads: the page, the folders beside it, the classes to filter by. */
import { filterCount, filtersOf } from './filters.ts';
import type { Shelf } from './shelves.ts';

export async function loadShelf(locals: App.Locals, url: URL, shelf: Shelf) {
	const before = url.searchParams.get('apres');
	const filters = filtersOf(url);
	const filtering = url.searchParams.has('filtrer') || filterCount(filters) > (filters.unread ? 1 : 0);
	const [inbox, beside, classes] = await Promise.all([
		locals.get('messaging.inbox', { ...(before ? { before } : {}), ...(shelf === 'inbox' ? {} : { in: shelf }), ...filters }),
		besideOf(locals),
		filtering ? locals.get('directory.my-classes', {}) : []
	]);
	return { ...inbox, ...beside, shelf, filters, filtering, classes, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true };
}

export interface Beside {
	unread: { count: number; label: string };
	folders: { id: string; name: string; inside: string | null; unread: number }[];
}

/** What stands beside every list and every conversation. */
export async function besideOf(locals: App.Locals): Promise<Beside> {
	const [unread, { folders }] = await Promise.all([locals.get('messaging.unread-count', {}), locals.get('messaging.folders', {})]);
	return { unread, folders };
}
