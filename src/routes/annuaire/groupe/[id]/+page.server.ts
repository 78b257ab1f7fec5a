import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../../form.ts';
import { flash } from '../../../../flash.ts';
import { m } from '#paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const sheet = await locals.get('directory.group', { id: params.id, part: url.searchParams.get('voir') === 'responsables' ? 'guardians' : 'people' });
	const q = url.searchParams.get('ajouter') ?? '';
	const found = sheet.mayChange && q ? await locals.call('directory.search', { q, school: sheet.schoolId }) : null;
	const there = new Set([...sheet.pupils, ...sheet.teachers].map((one) => one.id));
	return {
		sheet,
		q,
		guardians: url.searchParams.get('voir') === 'responsables',
		candidates: found?.ok ? found.value.rows.filter((row, at, all) => !there.has(row.id) && all.findIndex((one) => one.id === row.id) === at) : [],
		more: found?.ok ? found.value.pages > 1 : false,
		stopped: found && !found.ok ? found.message : null,
		self: locals.signedIn?.actor.id ?? '',
		pupil: locals.signedIn?.actor.profile === 'pupil'
	};
};

const here = (id: string) => `/annuaire/groupe/${id}`;

export const actions: Actions = {
	add: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.add-members', { ...form, id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_members_added({ count: result.value.added }));
		redirect(303, here(event.params.id));
	},
	remove: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.remove-member', { ...form, id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_member_removed());
		redirect(303, here(event.params.id));
	},
	rename: async (event) => {
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.rename-group', { ...form, id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result, label: String(form.label ?? '') });
		flash(event, m.directory_group_renamed());
		redirect(303, here(event.params.id));
	},
	close: async (event) => {
		const result = await event.locals.call('directory.close-group', { id: event.params.id });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_group_closed());
		redirect(303, '/annuaire');
	}
};
