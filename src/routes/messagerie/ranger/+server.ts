/** Order in the mailbox: where the buttons of a list, and of a conversation, send what was chosen. */
import { redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { listOf, textOf } from '../typed.ts';
import type { RequestHandler } from './$types';

/** Only back into the mailbox. */
function wayBack(value: string): string {
	return /^\/messagerie(?![^/?])[\x21-\x7e]*$/.test(value) ? value : '/messagerie';
}

const PLACES: Record<string, { to: (vers: string) => string; said: (count: number) => string }> = {
	archive: { to: () => 'archive', said: (count) => m.messaging_was_archived({ count }) },
	inbox: { to: () => 'inbox', said: (count) => m.messaging_was_moved({ count }) },
	trash: { to: () => 'trash', said: (count) => m.messaging_was_trashed({ count }) },
	move: { to: (vers) => vers, said: (count) => m.messaging_was_moved({ count }) }
};
const MARKS: Record<string, (count: number) => string> = {
	read: (count) => m.messaging_was_marked_read({ count }),
	unread: (count) => m.messaging_were_marked_unread({ count }),
	star: (count) => m.messaging_was_starred({ count }),
	unstar: (count) => m.messaging_was_unstarred({ count })
};

async function carryOut(locals: App.Locals, act: string, form: Record<string, string | string[]>) {
	const threadId = textOf(form['threadId']);
	const which = { messages: listOf(form['messages']), ...(threadId ? { threadId } : {}) };
	const place = PLACES[act];
	if (place) {
		const result = await locals.call('messaging.move', { ...which, to: place.to(textOf(form['vers'])) });
		return result.ok ? { ok: true, text: place.said(result.value.moved) } : { ok: false, text: result.message };
	}
	if (act === 'restore') {
		const result = await locals.call('messaging.restore', which);
		return result.ok ? { ok: true, text: m.messaging_was_restored({ count: result.value.restored }) } : { ok: false, text: result.message };
	}
	if (act === 'purge' || act === 'empty') {
		const result = await locals.call('messaging.purge', act === 'empty' ? { everything: true } : which);
		return result.ok ? { ok: true, text: m.messaging_was_purged({ count: result.value.purged }) } : { ok: false, text: result.message };
	}
	const said = MARKS[act];
	const result = await locals.call('messaging.mark', { ...which, as: act });
	return result.ok ? { ok: true, text: said?.(result.value.marked) ?? '' } : { ok: false, text: result.message };
}

export const POST: RequestHandler = async (event) => {
	const form = formObject(await event.request.formData());
	const done = await carryOut(event.locals, textOf(form['faire']), form);
	// A visitor is told by the page he is sent back to.
	if (event.locals.signedIn) flash(event, done.text, done.ok ? 'ok' : 'danger');
	redirect(303, wayBack(textOf(form['retour'])));
};
