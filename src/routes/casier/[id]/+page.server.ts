import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import type { Actions, PageServerLoad } from './$types';

/** Whose work is looked at: one's own, or that of the child named, or of the first it was given to. */
async function child({ locals, url, params }: Pick<RequestEvent, 'locals' | 'url'> & { params: { id: string } }) {
	const children = (await locals.get('directory.my-children', {})).filter((one) => one.legal);
	const named = children.find((one) => one.id === url.searchParams.get('enfant'));
	if (named) return named;
	for (const one of children) if ((await locals.call('assignments.show', { id: params.id, pupilId: one.id })).ok) return one;
	return error(404, { message: m.error_not_found(), code: 'not-found' });
}

export const load: PageServerLoad = async (event) => {
	const { locals, params, url } = event;
	const actor = locals.signedIn?.actor;
	const pupil = actor?.profile === 'pupil';
	const family = actor?.profile === 'guardian' || (url.searchParams.has('enfant') && actor?.roles.some((role) => role.profile === 'guardian'));
	if (actor && !pupil && !family) redirect(303, `/casier/${params.id}/depots`);
	const of = family ? await child(event) : null;
	const work = await locals.get('assignments.show', { id: params.id, ...(of ? { pupilId: of.id } : {}) });
	if (pupil) await locals.call('assignments.see', { assignmentId: work.id });
	const { returned } = work.returnedAt ? await locals.get('assignments.feedback', { id: params.id, ...(of ? { pupilId: of.id } : {}) }) : { returned: null };
	if (pupil && returned) await locals.call('assignments.see-feedback', { id: work.id });
	return { work, returned, pupil, child: of ? { id: of.id, givenName: of.givenName } : null };
};

export const actions: Actions = {
	/** Answer to what came back. */
	repondre: async (event) => {
		const done = await event.locals.call('assignments.answer-feedback', { id: event.params.id, body: formObject(await event.request.formData())['answer'] ?? '' });
		// The field is named by what it is on this page.
		if (!done.ok) return fail(done.status, { refused: { ...done, fields: done.fields['body'] ? { answer: done.fields['body'] } : done.fields }, answering: true });
		redirect(303, `/casier/${event.params.id}#reponses`);
	},
	/** Take back what was handed in, until the due date. */
	retirer: async (event) => {
		const done = await event.locals.call('assignments.withdraw-submission', { assignmentId: event.params.id });
		if (!done.ok) return fail(done.status, { refused: done, answering: false });
		flash(event, m.assignments_was_withdrawn());
		redirect(303, `/casier/${event.params.id}`);
	}
};
