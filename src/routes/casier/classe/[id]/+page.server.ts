import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
	table: await locals.get('assignments.class-table', { groupId: params.id, page: Number(url.searchParams.get('page') ?? '1') }),
	broad: true
});

export const actions: Actions = {
	zip: async ({ locals, params }) => {
		const result = await locals.call('assignments.ask-archive', { kind: 'class', groupId: params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		redirect(303, `/casier/zip/${result.value.archiveId}`);
	}
};
