import { administered } from '../school.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const given = (name: string) => url.searchParams.get(name) ?? '';
	const filters = { q: given('q'), profile: given('profil'), class: given('classe'), state: given('etat') };
	const [list, classes] = await Promise.all([
		locals.get('directory.accounts', { school: school.id, ...filters, page: given('page') || 1 } as never),
		locals.get('directory.my-classes', {})
	]);
	return { school, filters, list, classes: classes.filter((one) => one.kind === 'class' && one.schoolId === school.id).map((one) => ({ value: one.id, label: one.label })) };
};
