import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../flash.ts';
import { formObject } from '../../form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const before = url.searchParams.get('apres');
	const kind = url.searchParams.get('sujet');
	const onlyUnread = url.searchParams.has('non-lues');
	const [list, unread] = await Promise.all([
		locals.get('notifications.list', { ...(before ? { before } : {}), ...(kind ? { kind: kind as never } : {}), unread: onlyUnread }),
		locals.get('notifications.unread-count', {})
	]);
	return { ...list, unread: unread.count, onlyUnread, kind: kind || null, pupil: locals.signedIn?.actor.profile === 'pupil' };
};

export const actions: Actions = {
	all: async (event) => {
		const result = await event.locals.call('notifications.mark-all', formObject(await event.request.formData()));
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.notifications_marked());
		redirect(303, '/notifications');
	},
	one: async ({ request, locals, url }) => {
		const form = formObject(await request.formData());
		const result = await locals.call('notifications.mark', { ...form, as: 'read' });
		if (!result.ok) return fail(result.status, { refused: result });
		url.searchParams.delete('/one');
		redirect(303, url.pathname + url.search);
	}
};
