import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

/** For a pupil his own; for who answers for him, or marks his work, the one the address names. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const actor = locals.signedIn?.actor;
	const children = actor?.profile === 'guardian' ? (await locals.get('directory.my-children', {})).filter((child) => child.legal) : [];
	const { items, thisYear, kept } = await locals.get('assignments.archives', {});
	return {
		archives: items,
		own: actor?.profile === 'pupil',
		self: actor?.id ?? '',
		children: children.map(({ id, givenName }) => ({ id, givenName })),
		pupilId: url.searchParams.get('eleve') ?? url.searchParams.get('enfant') ?? children[0]?.id ?? '',
		years: Array.from({ length: kept + 1 }, (_, back) => thisYear - back),
		year: url.searchParams.get('annee') ?? String(thisYear)
	};
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('assignments.ask-archive', { kind: 'pupil', pupilId: form.pupilId ?? '', year: form.year ?? '' });
		if (!result.ok) return fail(result.status, { refused: result });
		redirect(303, `/casier/zip/${result.value.archiveId}`);
	}
};
