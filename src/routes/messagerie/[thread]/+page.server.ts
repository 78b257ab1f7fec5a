import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { besideOf } from '../shelf.ts';
import { shelfOf } from '../shelves.ts';
import { pairs, textOf } from '../typed.ts';
import { sentFlash } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, request }) => {
	// An answer typed before the session ended comes back with its refusal: it is not thrown away by a redirect.
	if (!locals.signedIn && request.method === 'POST') return { thread: null, key: '', list: null, beside: null, shelf: 'inbox', pupil: false, broad: false } as const;
	const shelf = shelfOf(url.searchParams.get('dossier'));
	const [thread, list, beside] = await Promise.all([
		locals.get('messaging.thread', { id: params.thread }),
		shelf === 'search' ? null : shelf === 'sent' ? locals.get('messaging.sent', {}) : locals.get('messaging.inbox', shelf === 'inbox' ? {} : { in: shelf }),
		besideOf(locals)
	]);
	// Opening it is reading it. The count is that of the frame, asked at the same moment.
	if (thread.messages.some((message) => message.unread)) await locals.call('messaging.mark-read', { threadId: params.thread });
	return { thread, key: randomUUID(), list: list?.messages ?? null, beside, shelf, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true } as const;
};

export const actions: Actions = {
	reply: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.reply', { ...form, hold: event.locals.undoSeconds });
		if (!result.ok) return fail(result.status, { refused: result, body: textOf(form['body']), key: textOf(form['key']), fields: pairs(form) });
		sentFlash(event, result.value);
		redirect(303, `/messagerie/${result.value.threadId}#m-${result.value.messageId}`);
	}
};
