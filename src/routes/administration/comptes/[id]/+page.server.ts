import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formObject } from '../../../../form.ts';
import { flash } from '../../../../flash.ts';
import { m } from '#paraglide/messages.js';
import { administered } from '../../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const school = await administered(locals, url);
	const person = await locals.get('directory.person', { id: params.id });
	if (!person.administeredIn.includes(school.id)) error(404, { message: m.error_not_found(), code: 'not-found' });
	const account = await locals.get('directory.account', { school: school.id, person: params.id });
	return { school, person, account };
};

type Verb = 'correct-email' | 'block-account' | 'unblock-account' | 'set-delegate';

function act(verb: Verb, done: (form: Record<string, unknown>) => string) {
	return async (event: RequestEvent<{ id: string }>) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call(`directory.${verb}`, { ...form, school: school.id, person: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result, email: String(form.email ?? '') });
		flash(event, done(form));
		redirect(303, `/administration/comptes/${event.params.id}${school.suffix}`);
	};
}

export const actions: Actions = {
	email: act('correct-email', () => m.directory_email_corrected()),
	block: act('block-account', () => m.directory_account_blocked()),
	unblock: act('unblock-account', () => m.directory_account_unblocked()),
	delegate: act('set-delegate', (form) => (form.delegate ? m.directory_delegated() : m.directory_delegated_no_more()))
};
