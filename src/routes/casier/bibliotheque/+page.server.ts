import type { PageServerLoad } from './$types';

/** Work to take over: of colleagues, or one's own of other years. Filters stand in the address. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const given = (name: string) => url.searchParams.get(name)?.slice(0, 100) ?? '';
	const whose = given('de') === 'moi' ? ('mine' as const) : ('colleagues' as const);
	const filters = { q: given('q'), subject: given('matiere'), teacherId: given('enseignant'), level: given('niveau'), year: given('annee') };
	const found = await locals.get('assignments.library', {
		whose,
		...filters,
		subject: filters.subject.slice(0, 60),
		level: filters.level.slice(0, 20),
		page: Number(url.searchParams.get('page') ?? '1') || 1
	} as never);
	return { found, whose, given: filters };
};
