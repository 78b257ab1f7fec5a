import { json } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { clockTime } from '#ui/dates.ts';
import { formObject } from '../../../../../../form.ts';
import { reviewInput } from '../review.ts';
import type { RequestHandler } from './$types';

/** Saves while somebody corrects. Answers only when it is committed, with the sentence that says so. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const typed = reviewInput(formObject(await request.formData()));
	const saved = await locals.call('assignments.save-review', { id: params.id, pupilId: params.pupil, ...typed, intent: 'keep' });
	const headers = { 'cache-control': 'no-store' };
	// Nothing of it is saved while a field is wrong: the page says so, and why.
	const wrong = saved.ok ? undefined : Object.values(saved.fields)[0];
	const said = wrong && m.assignments_not_saved({ why: wrong });
	if (!saved.ok) return json({ ok: false, code: saved.code, message: saved.message, said }, { status: saved.status, headers });
	if (saved.value.conflict) return json({ ok: false, code: 'two-versions', message: m.assignments_two_versions({ by: saved.value.by }) }, { status: 409, headers });
	return json({ ok: true, revision: saved.value.revision, said: m.assignments_saved_at({ time: clockTime(saved.value.savedAt) }) }, { headers });
};
