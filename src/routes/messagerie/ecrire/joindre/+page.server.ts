import { attachingOf } from '../../../../attaching.ts';
import type { PageServerLoad } from './$types';

/** Without script: the files of a draft come by a form of their own, and lead back to the draft. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const draft = await locals.get('messaging.draft', { draftId: url.searchParams.get('brouillon') ?? '' });
	return { draftId: draft.id, subject: draft.subject, files: await attachingOf(locals, draft.files) };
};
