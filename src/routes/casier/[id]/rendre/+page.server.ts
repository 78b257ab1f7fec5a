import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import type { Refused } from '#app';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { textOf } from '../../../messagerie/typed.ts';
import { contentOf, typedFrom, typedOf, type Typed } from './typed.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** What is prepared, or on its way; with its files as far as they have come. */
export const load: PageServerLoad = async (event) => {
	const { locals, params, url, request } = event;
	const account = locals.signedIn?.actor.id ?? '';
	const work = await locals.get('assignments.show', { id: params.id });
	// What was pressed before, or is underway; a new version is begun only where there is neither. It may arrive between two of these questions.
	const before = url.searchParams.get('depot') ?? work.underway?.id ?? null;
	const known = before === null ? null : await locals.call('assignments.prepared', { submissionId: before });
	const draft = known?.ok && known.value.assignmentId === params.id ? known.value : await begun(locals, params.id);
	if (draft.state !== 'draft' && draft.state !== 'sending') redirect(303, `/casier/accuse/${draft.id}`);
	// Come back from the form that takes files without script.
	const fresh = url.searchParams.getAll('fichier');
	if (fresh.length > 0 && request.method === 'GET') {
		const list = url.searchParams.get('comme') === 'photos' ? 'photos' : 'files';
		const kept = typedFrom(draft);
		const saved = await locals.call('assignments.save-submission', contentOf({ ...kept, [list]: [...new Set([...kept[list], ...fresh])] }));
		if (!saved.ok) flash(event, saved.message, 'danger');
		redirect(303, `/casier/${params.id}/rendre`);
	}
	const room = await locals.call('files.usage', {});
	const mostBytes = (room.ok ? room.value.purposes.find((one) => one.name === 'work')?.mostBytes : null) ?? 0;
	return {
		account,
		work: { ...work, versions: work.versions.filter((version) => version.state !== 'sending').length, before: work.handedIn?.submissionId ?? null },
		draft,
		typed: typedFrom(draft),
		limits: { mostBytes, megabytes: Math.floor(mostBytes / 1_048_576), left: room.ok ? Math.max(0, room.value.quota - room.value.used) : null }
	};
};

async function begun(locals: App.Locals, assignmentId: string) {
	const draft = await locals.call('assignments.begin-submission', { assignmentId });
	if (draft.ok) return locals.get('assignments.prepared', { submissionId: draft.value.id });
	if (draft.status === 404 || draft.status === 403) error(draft.status, { message: draft.message, code: draft.code });
	redirect(303, `/casier/${assignmentId}`);
}

async function read({ request }: RequestEvent) {
	const form = formObject(await request.formData());
	return { form, typed: typedOf(form) };
}

type Form = Record<string, string | string[]>;

function refusedWith(refused: Refused, typed: Typed) {
	return fail(refused.status, { refused, typed });
}

/** Keep what was typed; then go on. */
async function save(event: RequestEvent, next: (typed: Typed, form: Form) => Promise<void> | void) {
	const { form, typed } = await read(event);
	const saved = await event.locals.call('assignments.save-submission', contentOf(typed, textOf(form['over'])));
	if (!saved.ok) return refusedWith(saved, typed);
	return next(typed, form);
}

const here = (event: RequestEvent) => `/casier/${event.params.id}/rendre`;

export const actions: Actions = {
	rendre: async (event) => {
		const { form, typed } = await read(event);
		const done = await event.locals.call('assignments.hand-in', { ...contentOf(typed, textOf(form['over'])), asKept: textOf(form['asKept']) });
		if (!done.ok) return refusedWith(done, typed);
		redirect(303, done.value.state === 'handed-in' ? `/casier/accuse/${done.value.submissionId}` : `${here(event)}?depot=${done.value.submissionId}`);
	},
	/** Take a file away, move a photo: the draft is kept as it is then. */
	modifier: (event) =>
		save(event, async (_typed, form) => {
			const dropped = textOf(form['enlever']);
			if (dropped) await event.locals.call('files.remove-mine', { id: dropped });
			redirect(303, here(event));
		}),
	joindre: (event) =>
		save(event, (_typed, form) => {
			redirect(303, `${here(event)}/joindre?comme=${textOf(form['comme']) === 'photos' ? 'photos' : 'fichiers'}`);
		}),
	enregistrer: (event) =>
		save(event, () => {
			flash(event, m.assignments_draft_saved());
			redirect(303, here(event));
		}),
	/** What is on its way is a draft again. */
	reprendre: async (event) => {
		const { typed } = await read(event);
		const done = await event.locals.call('assignments.stop-sending', { submissionId: typed.submissionId });
		if (done.ok) redirect(303, here(event));
		if (done.code === 'already-handed-in') redirect(303, `/casier/accuse/${typed.submissionId}`);
		return refusedWith(done, typed);
	}
};
