import { administered } from '../school.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	return { school, runs: await locals.get('directory.import-report', { school: school.id }) };
};
