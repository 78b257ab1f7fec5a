import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { besideOf } from '../../shelf.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const opened = url.searchParams.has('ouvert');
	const page = Math.min(10_000, Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1));
	const [readers, beside] = await Promise.all([locals.get('messaging.readers', { messageId: params.message, opened, page }), besideOf(locals)]);
	return { ...readers, ...beside, byOpened: opened, broad: true };
};

export const actions: Actions = {
	remind: async (event) => {
		const result = await event.locals.call('messaging.remind', { messageId: event.params.message });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.messaging_was_reminded({ count: result.value.reminded }));
		redirect(303, event.url.pathname);
	}
};
