import { administered } from '../school.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const adoption = await locals.get('directory.adoption', { school: school.id });
	return { school, adoption, class: url.searchParams.get('classe') ?? '' };
};
