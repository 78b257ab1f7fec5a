import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { besideOf } from '../shelf.ts';
import { textOf } from '../typed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, request }) => {
	// What was typed when the session ended comes back with its refusal.
	if (!locals.signedIn && request.method === 'POST') return { unread: { count: 0, label: '0' }, folders: [], broad: true };
	return { ...(await besideOf(locals)), broad: true };
};

type Act = 'messaging.create-folder' | 'messaging.rename-folder' | 'messaging.delete-folder';

function doing(name: Act, said: () => string) {
	return async (event: RequestEvent) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call(name, form);
		if (!result.ok) return fail(result.status, { refused: result, of: textOf(form['id']), typed: textOf(form['name']), parentId: textOf(form['parentId']) });
		flash(event, said());
		redirect(303, '/messagerie/dossiers');
	};
}

export const actions: Actions = {
	create: doing('messaging.create-folder', m.messaging_folder_created),
	rename: doing('messaging.rename-folder', m.messaging_folder_renamed),
	delete: doing('messaging.delete-folder', m.messaging_folder_deleted)
};
