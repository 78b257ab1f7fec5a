import { json } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#ui/dates.ts';
import { formObject } from '../../../../form.ts';
import { textOf } from '../../typed.ts';
import { letterOf, typedOf } from '../draft.ts';
import type { RequestHandler } from './$types';

/** Saves while somebody writes. Answers only when the draft is committed, with the sentence that says so. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const form = formObject(await request.formData());
	const saved = await locals.call('messaging.save-draft', { ...letterOf(typedOf(form)), over: textOf(form['over']) || 'refuse' });
	const headers = { 'cache-control': 'no-store' };
	if (!saved.ok) return json({ ok: false, code: saved.code, message: saved.message }, { status: saved.status, headers });
	const { id, key, revision, savedAt } = saved.value;
	return json({ ok: true, id, key, revision, said: m.messaging_saved_at({ time: clockTime(savedAt) }) }, { headers });
};
