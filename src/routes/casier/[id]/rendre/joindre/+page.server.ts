import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Without script: files and photos come by a form of their own, and lead back to the draft. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const work = await locals.get('assignments.show', { id: params.id });
	if (work.closed !== null) redirect(303, `/casier/${params.id}`);
	const room = await locals.call('files.usage', {});
	const mostBytes = (room.ok ? room.value.purposes.find((one) => one.name === 'work')?.mostBytes : null) ?? 0;
	// What is added to one draft: the page may have been asked for again between two tries.
	const draftId = work.underway?.id;
	return {
		draftId,
		work: { id: work.id, title: work.title, mostFiles: work.mostFiles },
		photos: url.searchParams.get('comme') === 'photos',
		megabytes: Math.floor(mostBytes / 1_048_576)
	};
};
