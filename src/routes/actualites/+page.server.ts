import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const from = url.searchParams.get('de') ?? '';
	const stage = url.searchParams.get('etat') ?? 'live';
	const list = await locals.get('publications.list', { stage: stage as 'live', from, page: (url.searchParams.get('page') ?? 1) as number });
	return { list, from };
};
