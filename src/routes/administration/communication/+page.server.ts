import { fail, redirect } from '@sveltejs/kit';
import { formObject } from '../../../form.ts';
import { flash } from '../../../flash.ts';
import { m } from '#paraglide/messages.js';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	const rules = await locals.get('directory.communication', { school: school.id });
	const [from, to] = (url.searchParams.get('regle') ?? '').split('-');
	const chosen = rules.cells.find((cell) => cell.from === from && cell.to === to) ?? null;
	const after = url.searchParams.get('vers');
	const effect =
		chosen && after && after !== chosen.scope && chosen.choices.some((one) => one === after)
			? await locals.get('directory.communication-effect', { school: school.id, from: chosen.from, to: chosen.to, scope: after as 'own' })
			: null;
	return { school, cells: rules.cells, chosen, effect };
};

export const actions: Actions = {
	default: async (event) => {
		const school = await administered(event.locals, event.url);
		const form = formObject(await event.request.formData());
		const result = await event.locals.call('directory.set-communication', { ...form, school: school.id });
		if (!result.ok) return fail(result.status, { refused: result });
		flash(event, m.directory_rule_changed());
		redirect(303, `/administration/communication${school.suffix}`);
	}
};
