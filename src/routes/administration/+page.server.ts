import { administered } from './school.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const [adoption, duplicates, blocked] = await Promise.all([
		locals.get('directory.adoption', { school: school.id }),
		locals.get('directory.duplicates', { school: school.id }),
		locals.get('directory.accounts', { school: school.id, state: 'blocked' })
	]);
	return { school, adoption, duplicates: duplicates.length, blocked: blocked.total };
};
