import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ archive: await locals.get('assignments.archive', { archiveId: params.id }) });

export const actions: Actions = {
	/** It failed: another one of the same. */
	encore: async ({ locals, params }) => {
		const { kind, assignmentId, groupId, pupilId, year } = await locals.get('assignments.archive', { archiveId: params.id });
		const result = await locals.call('assignments.ask-archive', { kind, id: assignmentId ?? '', groupId: groupId ?? '', pupilId: pupilId ?? '', year: year ?? '' });
		if (!result.ok) return fail(result.status, { refused: result });
		redirect(303, `/casier/zip/${result.value.archiveId}`);
	}
};
