import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { attachingOf } from '../../../../../attaching.ts';
import { flash } from '../../../../../flash.ts';
import { formObject } from '../../../../../form.ts';
import { asQuery, listedOf } from '../../../collecting.ts';
import { markInput, reviewInput, shownOf, type ReviewForm } from './review.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { filter, slug, groupId, keep } = listedOf(url);
	const page = await locals.get('assignments.correct', { id: params.id, pupilId: params.pupil, filter, groupId, submissionId: url.searchParams.get('version') ?? '' });
	const files = page.shown?.files ?? [];
	if (files.some((file) => file.pages !== null && file.pages.count === null) || page.next)
		await locals.call('assignments.prepare-pages', { id: params.id, pupilIds: [params.pupil, ...(page.next ? [page.next.pupilId] : [])] });
	const review = shownOf(null, page.review ?? null);
	// Files that came by the form without script; they belong to the correction once it is saved.
	const sent = url.searchParams.getAll('fichier');
	return {
		page,
		slug,
		keep,
		typed: { ...review, forTeam: page.forTeam ? 'on' : '', files: [...new Set([...review.files, ...sent])] },
		attaching: await attachingOf(locals, [...new Set([...review.files, ...sent])], 'feedback'),
		phrases: await locals.get('assignments.phrases', {}),
		account: locals.signedIn?.actor.id ?? '',
		broad: true
	};
};

type Event = RequestEvent<{ id: string; pupil: string }>;
const of = ({ params }: Event) => ({ id: params.id, pupilId: params.pupil });
const here = (event: Event) => event.url.pathname + asQuery(listedOf(event.url).keep);

async function read(event: Event) {
	const form = formObject(await event.request.formData());
	return { form, typed: reviewInput(form) };
}

/** What was typed stays on the page, with the reason, or with what a colleague saved meanwhile. */
async function save(event: Event, typed: ReviewForm, intent: 'keep' | 'finish') {
	const saved = await event.locals.call('assignments.save-review', { ...of(event), ...typed, intent });
	const chosen = async () => (await attachingOf(event.locals, typed.files, 'feedback')).chosen;
	if (!saved.ok) return { stop: fail(saved.status, { refused: saved, typed, chosen: await chosen(), conflict: null }) };
	if (saved.value.conflict)
		return { stop: fail(409, { refused: null, typed: { ...typed, revision: String(saved.value.revision) }, chosen: await chosen(), conflict: saved.value }) };
	return { saved: saved.value };
}

export const actions: Actions = {
	enregistrer: async (event) => {
		const { typed } = await read(event);
		const { stop } = await save(event, typed, 'keep');
		if (stop) return stop;
		flash(event, m.assignments_review_saved());
		redirect(303, here(event));
	},
	/** Ready or returned, and on to the next of the list, or to the list. */
	rendre: async (event) => {
		const { form, typed } = await read(event);
		const { stop, saved } = await save(event, typed, 'finish');
		if (stop) return stop;
		flash(event, saved.state === 'returned' ? m.assignments_review_is_returned() : m.assignments_review_is_ready());
		const next = [form.suivant ?? ''].flat()[0];
		// After the last of the list one is back at it: there they are all given back.
		redirect(303, `/casier/${event.params.id}/${next ? `corriger/${next}` : 'depots'}${asQuery(listedOf(event.url).keep)}`);
	},
	reprendre: async (event) => {
		const result = await event.locals.call('assignments.reopen-review', of(event));
		if (!result.ok) return fail(result.status, { refused: result, typed: null, chosen: [], conflict: null });
		redirect(303, here(event));
	},
	/** What is written in the form is kept first: one form holds the page. */
	annoter: async (event) => {
		const { form, typed } = await read(event);
		const { stop } = await save(event, typed, 'keep');
		if (stop) return stop;
		const asked = markInput(form);
		const marked = await event.locals.call('assignments.mark-page', { ...of(event), ...asked });
		if (!marked.ok) return fail(marked.status, { refused: marked, typed: null, chosen: [], conflict: null });
		redirect(303, `${here(event)}#p-${asked.fileId}-${asked.page}`);
	},
	/** The files field of Attach: take one away. */
	modifier: async (event) => {
		const { form, typed } = await read(event);
		const dropped = [form.enlever ?? ''].flat()[0];
		const { stop } = await save(event, { ...typed, files: typed.files.filter((file) => file !== dropped) }, 'keep');
		if (stop) return stop;
		redirect(303, here(event));
	},
	joindre: async (event) => {
		const { typed } = await read(event);
		const { stop } = await save(event, typed, 'keep');
		if (stop) return stop;
		redirect(303, `${event.url.pathname}/joindre${asQuery(listedOf(event.url).keep)}`);
	},
	phrase: async (event) => {
		const { typed } = await read(event);
		const { stop } = await save(event, typed, 'keep');
		if (stop) return stop;
		const kept = await event.locals.call('assignments.save-phrase', { body: typed.body });
		if (!kept.ok) return fail(kept.status, { refused: kept, typed, chosen: [], conflict: null });
		flash(event, m.assignments_phrase_kept());
		redirect(303, here(event));
	},
	/** « Ajouter la phrase » without script: it stands at the end of the comment. */
	ajouter: async (event) => {
		const { form, typed } = await read(event);
		const phrase = [form.phrase ?? ''].flat()[0] ?? '';
		const { stop } = await save(event, { ...typed, body: [typed.body, phrase].filter(Boolean).join('\n'), document: '' }, 'keep');
		if (stop) return stop;
		redirect(303, `${here(event)}#body`);
	},
	repondre: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('assignments.answer-feedback', { ...of(event), body: form.answer ?? '' });
		if (!result.ok) return fail(result.status, { refused: { ...result, fields: { answer: result.fields.body ?? result.message } }, typed: null, chosen: [], conflict: null });
		redirect(303, `${here(event)}#reponses`);
	}
};
