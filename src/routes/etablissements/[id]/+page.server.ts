import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
	school: await locals.get('directory.school', { id: params.id }),
	origin: url.origin
});

type Event = RequestEvent<{ id: string }>;
const textOf = (form: Record<string, unknown>, name: string) => String(form[name] ?? '');

export const actions: Actions = {
	name: async ({ request, locals, params }: Event) => {
		const form = formObject(await request.formData());
		const typed = {
			title: textOf(form, 'title'),
			givenName: textOf(form, 'givenName'),
			familyName: textOf(form, 'familyName'),
			label: textOf(form, 'label'),
			email: textOf(form, 'email'),
			login: ''
		};
		const result = await locals.call('directory.name-principal', { ...typed, school: params.id });
		if (!result.ok) return fail(result.status, { refused: result, typed, made: null });
		return { refused: null, typed, made: { ...result.value, name: `${typed.givenName.trim()} ${typed.familyName.trim()}` } };
	},
	code: async ({ request, locals, params }: Event) => {
		const form = formObject(await request.formData());
		const result = await locals.call('directory.principal-code', { school: params.id, person: textOf(form, 'person') });
		if (!result.ok) return fail(result.status, { refused: result, typed: null, made: null });
		return { refused: null, typed: null, made: { ...result.value, name: textOf(form, 'name') } };
	},
	appoint: async (event: Event) => {
		const login = textOf(formObject(await event.request.formData()), 'login');
		const result = await event.locals.call('directory.appoint-principal', { school: event.params.id, login });
		if (!result.ok) return fail(result.status, { refused: result, typed: { title: 'Mme', givenName: '', familyName: '', label: '', email: '', login }, made: null });
		flash(event, m.directory_principal_appointed({ name: result.value.name }));
		redirect(303, `/etablissements/${event.params.id}`);
	},
	dismiss: async (event: Event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.dismiss-principal', { school: event.params.id, person: textOf(form, 'person') });
		if (!result.ok) return fail(result.status, { refused: result, typed: null, made: null });
		flash(event, m.directory_principal_dismissed({ name: textOf(form, 'name') }));
		redirect(303, `/etablissements/${event.params.id}`);
	}
};
