import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({ message: await locals.get('messaging.recall-preview', { messageId: params.message }) });

export const actions: Actions = {
	default: async (event) => {
		const result = await event.locals.call('messaging.recall', { messageId: event.params.message });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.messaging_was_recalled({ unread: result.value.unread, read: result.value.read }));
		redirect(303, `/messagerie/${result.value.threadId}?dossier=envoyes`);
	}
};
