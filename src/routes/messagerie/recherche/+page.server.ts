import { filterCount, filtersOf } from '../filters.ts';
import { besideOf } from '../shelf.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const q = (url.searchParams.get('q') ?? '').trim().slice(0, 100);
	const filters = filtersOf(url);
	const filtering = url.searchParams.has('filtrer') || filterCount(filters) > 0;
	const page = Math.min(10_000, Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1));
	const [found, beside, classes] = await Promise.all([
		q ? locals.get('messaging.search', { q, page, ...filters }) : null,
		besideOf(locals),
		filtering ? locals.get('directory.my-classes', {}) : []
	]);
	return { q, found, ...beside, filters, filtering, classes, broad: true };
};
