/** The pages that write work share their actions: a new one, and one that is there (`id`). A session that ended is seen to before (`session-ended.ts`). */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Refused, Result } from '#app';
import { m } from '#paraglide/messages.js';
import { fullDate } from '#ui/dates.ts';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../../messagerie/typed.ts';
import { inputOf, typedOf, type WorkFields } from './fields.ts';
import { crowdedBy, viewOf, type Sheet, type View } from './view.ts';

type Form = Record<string, string | string[]>;

async function read(event: RequestEvent): Promise<{ form: Form; values: WorkFields }> {
	const form = formObject(await event.request.formData());
	return { form, values: typedOf(form) };
}

async function sheetOf(locals: App.Locals, id: string | undefined): Promise<Sheet | null> {
	const found = id === undefined ? null : await locals.call('assignments.sheet', { id });
	return found?.ok ? found.value : null;
}

/** Keep it: a second click on a new one finds the first one’s, and writes the same into it. */
async function keep(locals: App.Locals, values: WorkFields, id: string | undefined): Promise<Result<{ id: string; version: number }>> {
	const input = inputOf(values);
	if (id === undefined && values.version === '') {
		const made = await locals.call('assignments.create-assignment', { ...input, key: values.key });
		if (made.ok || made.code !== 'work-there-already') return made;
	}
	return locals.call('assignments.edit-assignment', { ...input, id: id ?? values.key, version: values.version || '1' });
}

async function back(event: RequestEvent, id: string | undefined, values: WorkFields, refused: Refused) {
	return fail(refused.status, { view: await viewOf(event.locals, values, { sheet: await sheetOf(event.locals, id), refused }) });
}

async function shownAgain(event: RequestEvent, id: string | undefined, values: WorkFields, more: Partial<View>) {
	return { view: await viewOf(event.locals, values, { ...more, sheet: await sheetOf(event.locals, id) }) };
}

/** A line more or less, the pupils of a class: the form comes back with everything typed. */
async function modifier(event: RequestEvent, id?: string) {
	const { form, values } = await read(event);
	// Taken away before it was ever attached: it belongs to nothing.
	const dropped = textOf(form['enlever']);
	if (dropped) await event.locals.call('files.remove-mine', { id: dropped });
	return shownAgain(event, id, values, {});
}

async function apercu(event: RequestEvent, id?: string) {
	const { values } = await read(event);
	const shown = await event.locals.call('assignments.preview', inputOf(values));
	if (!shown.ok) return back(event, id, values, shown);
	return shownAgain(event, id, values, { shown: shown.value });
}

async function enregistrer(event: RequestEvent, id?: string) {
	const { values } = await read(event);
	const saved = await keep(event.locals, values, id);
	if (!saved.ok) return back(event, id, values, saved);
	const sheet = await sheetOf(event.locals, saved.value.id);
	const draft = sheet?.state !== 'published';
	flash(event, draft ? m.giving_draft_saved() : m.giving_changed());
	redirect(303, draft ? `/casier/${saved.value.id}/modifier` : '/casier');
}

/** Kept, then given. A day that would be too full is said once, before anything is done. */
async function publier(event: RequestEvent, id?: string) {
	const { form, values } = await read(event);
	const crowded = await crowdedBy(event.locals, values);
	if (crowded.length > 0 && textOf(form['malgre']) === '') return fail(409, await shownAgain(event, id, values, { crowded, asks: true }));
	const saved = await keep(event.locals, values, id);
	if (!saved.ok) return back(event, id, values, saved);
	const given = await event.locals.call('assignments.publish-assignment', { id: saved.value.id });
	// It is a draft by now: what is sent next changes that one.
	if (!given.ok) return back(event, saved.value.id, { ...values, key: saved.value.id, version: String(saved.value.version) }, given);
	const later = given.value.opensAt.getTime() > Date.now();
	flash(event, later ? m.giving_scheduled({ date: fullDate(given.value.opensAt) }) : m.giving_published());
	redirect(303, later ? '/casier?etat=programmes' : '/casier');
}

/** Without script: kept as a draft, and a page of its own takes the files. */
async function joindre(event: RequestEvent, id?: string) {
	const { values } = await read(event);
	const saved = await keep(event.locals, values, id);
	if (!saved.ok) return back(event, id, values, saved);
	redirect(303, `/casier/${saved.value.id}/modifier/joindre`);
}

export const writing = { modifier, apercu, enregistrer, publier, joindre };
