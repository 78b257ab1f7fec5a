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
	const [thread, list, waiting] = await Promise.all([
		locals.get('messaging.thread', { id: params.thread }),
		folder === 'sent' ? locals.get('messaging.sent', {}) : locals.get('messaging.inbox', {}),
		locals.get('messaging.unread-count', {})
	]);
	// Opening it is reading it.
	const unread = thread.messages.some((message) => message.unread) ? await afterReading(locals, params.thread, waiting) : waiting;
	return { thread, key: randomUUID(), list: list.messages, unread, folder, pupil: locals.signedIn?.actor.profile === 'pupil', broad: true } as const;
};

/** The count as it is once this conversation has been read; beyond 99 it stays what it is. */
async function afterReading(locals: App.Locals, threadId: string, waiting: { count: number; label: string }) {
	const read = await locals.call('messaging.mark-read', { threadId });
	if (!read.ok || waiting.label !== String(waiting.count)) return waiting;
	const count = Math.max(0, waiting.count - read.value.marked);
	return { count, label: String(count) };
}

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
