import { attachingOf } from '../../../../../attaching.ts';
import type { PageServerLoad } from './$types';

/** Without script: the files of a work come by a form of their own, and lead back to it. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const work = await locals.get('assignments.sheet', { id: params.id });
	const files = await attachingOf(locals, [], 'material');
	return { id: work.id, title: work.title, files: { ...files, mostFiles: Math.max(0, files.mostFiles - work.files.length) } };
};
