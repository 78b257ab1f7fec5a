import { json } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#ui/dates.ts';
import { formObject } from '../../../../form.ts';
import { inputOf, typedOf } from '../fields.ts';
import type { RequestHandler } from './$types';

/** Saves while somebody writes work. Answers only when the draft is committed, with the sentence that says so. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const values = typedOf(formObject(await request.formData()));
	const headers = { 'cache-control': 'no-store' };
	const saved = await locals.call('assignments.keep-draft', { ...inputOf(values), key: values.key, version: values.version || '0' });
	if (saved.ok) return json({ ok: true, id: saved.value.id, version: saved.value.version, said: m.messaging_saved_at({ time: clockTime(saved.value.savedAt) }) }, { headers });
	// No title or no class yet, or a date that cannot be: the page keeps it until it can be saved.
	if (saved.code === 'invalid-input') return json({ ok: false, code: saved.code, said: m.giving_kept_until() }, { status: saved.status, headers });
	const sheet = saved.code === 'work-changed-meanwhile' ? await locals.call('assignments.sheet', { id: values.key }) : null;
	return json({ ok: false, code: saved.code, message: saved.message, version: sheet?.ok ? sheet.value.version : undefined }, { status: saved.status, headers });
};
