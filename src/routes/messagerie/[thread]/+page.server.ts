import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { pairs, textOf } from '../typed.ts';
import { sentMessage } from '../words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, request }) => {
	// An answer typed before the session ended comes back with its refusal: it is not thrown away by a redirect.
	if (!locals.signedIn && request.method === 'POST') return { thread: null, key: '', list: null, unread: null, folder: 'inbox', pupil: false, broad: false } as const;
	const folder = url.searchParams.get('dossier') === 'envoyes' ? 'sent' : 'inbox';
	const [thread, list, unread] = await Promise.all([
		locals.get('messaging.thread', { id: params.thread }),
		folder === 'sent' ? locals.get('messaging.sent', {}) : locals.get('messaging.inbox', {}),
		locals.get('messaging.unread-count', {})
	]);
	// Opening it is reading it. The count is that of the frame, asked at the same moment.
	if (thread.messages.some((message) => message.unread)) await locals.call('messaging.mark-read', { threadId: params.thread });
	return { thread, key: randomUUID(), list: list.messages, unread, folder, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true } as const;
};

export const actions: Actions = {
	reply: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('messaging.reply', form);
		if (!result.ok) return fail(result.status, { refused: result, body: textOf(form['body']), key: textOf(form['key']), fields: pairs(form) });
		flash(event, sentMessage(result.value));
		redirect(303, `/messagerie/${result.value.threadId}#m-${result.value.messageId}`);
	},
	unread: async (event) => {
		const result = await event.locals.call('messaging.mark-unread', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result, body: '', key: '', fields: [] });
		flash(event, m.messaging_was_marked_unread());
		redirect(303, '/messagerie');
	}
};
