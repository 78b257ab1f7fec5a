import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** A message about a child begins with the teachers of his class. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const child = url.searchParams.get('enfant');
	const children = child ? await locals.get('directory.my-children', {}) : [];
	const classId = children.find((one) => one.id === child)?.classId;
	redirect(303, classId ? `/messagerie/ecrire?a=group:${classId}:teachers` : '/messagerie/ecrire');
};
