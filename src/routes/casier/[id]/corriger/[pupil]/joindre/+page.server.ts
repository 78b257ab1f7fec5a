import { attachingOf } from '../../../../../../attaching.ts';
import { asQuery, listedOf } from '../../../../collecting.ts';
import type { PageServerLoad } from './$types';

/** Without script: the files of a correction come by a form of their own, and lead back to it. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { work, pupil } = await locals.get('assignments.correct', { id: params.id, pupilId: params.pupil });
	const back = `/casier/${params.id}/corriger/${params.pupil}${asQuery(listedOf(url).keep)}`;
	return { title: work.title, name: `${pupil.givenName} ${pupil.familyName}`, back, files: await attachingOf(locals, [], 'feedback') };
};
