/** The two pages that write news share their fields and their actions. */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { flash } from '../../flash.ts';
import { formObject } from '../../form.ts';
import { m } from '#paraglide/messages.js';
import type { NewsFields } from './write-fields.ts';

function typed(form: Record<string, string | string[]>): NewsFields {
	const one = (name: string) => [form[name] ?? ''].flat()[0] ?? '';
	const many = (name: string) => [form[name] ?? []].flat();
	return {
		version: one('version'),
		schoolId: one('schoolId'),
		title: one('title'),
		body: one('body'),
		importance: one('importance') || 'normal',
		audience: one('audience') || 'everyone',
		profiles: many('profiles'),
		classIds: many('classIds'),
		startsAt: one('startsAt'),
		endsAt: one('endsAt'),
		link: one('link'),
		linkLabel: one('linkLabel'),
		videoUrl: one('videoUrl')
	};
}

/** Show it as its readers would; nothing is kept. */
export async function preview(event: RequestEvent, id?: string) {
	const form = formObject(await event.request.formData());
	const shown = await event.locals.call('publications.preview', { ...form, ...(id ? { id } : {}) });
	if (!shown.ok) return fail(shown.status, { refused: shown, values: typed(form), shown: null });
	return { refused: null, values: typed(form), shown: shown.value };
}

/** Keep it, then show it where it can be published. */
export async function save(event: RequestEvent, id?: string) {
	const form = formObject(await event.request.formData());
	const saved = id ? await event.locals.call('publications.edit-news', { ...form, id }) : await event.locals.call('publications.create-news', form);
	if (!saved.ok) return fail(saved.status, { refused: saved, values: typed(form), shown: null });
	flash(event, m.publications_saved());
	redirect(303, `/actualites/${saved.value.id}`);
}
