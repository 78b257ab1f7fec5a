import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { listOf, textOf } from '../../../messagerie/typed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const [work, choices] = await Promise.all([locals.get('assignments.look', { id: params.id }), locals.get('assignments.choices', {})]);
	return { work, groups: choices.groups };
};

export const actions: Actions = {
	default: async (event) => {
		const form = formObject(await event.request.formData());
		const groupIds = listOf(form['groupIds']);
		const each = textOf(form['each']);
		const made = await event.locals.call('assignments.duplicate-assignment', { id: event.params.id, groupIds, each });
		if (!made.ok) return fail(made.status, { refused: made, groupIds, each });
		const { ids } = made.value;
		flash(event, m.giving_copied({ count: ids.length }));
		redirect(303, ids.length === 1 ? `/casier/${ids[0] ?? ''}/modifier` : '/casier?etat=brouillons');
	}
};
