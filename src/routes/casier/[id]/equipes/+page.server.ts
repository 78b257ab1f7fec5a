import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../../flash.ts';
import { formObject } from '../../../../form.ts';
import { textOf } from '../../../messagerie/typed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) => locals.get('assignments.teams', { id: params.id });

const PLACE = /^equipe-([0-9a-f-]{36})$/;

export const actions: Actions = {
	/** By hand: the number of a team beside each pupil. */
	enregistrer: async (event) => {
		const form = formObject(await event.request.formData());
		const byNumber = new Map<string, string[]>();
		for (const [name, value] of Object.entries(form)) {
			const [, pupil] = PLACE.exec(name) ?? [];
			const number = textOf(value);
			if (pupil && number !== '') byNumber.set(number, [...(byNumber.get(number) ?? []), pupil]);
		}
		const teams = [...byNumber].sort(([a], [b]) => Number(a) - Number(b)).map(([number, pupilIds]) => ({ name: m.giving_team({ number }), pupilIds }));
		const done = await event.locals.call('assignments.set-teams', { id: event.params.id, teams });
		if (!done.ok) return fail(done.status, { refused: done, size: '' });
		flash(event, m.giving_teams_saved({ count: done.value.teams }));
		redirect(303, `/casier/${event.params.id}/equipes`);
	},
	hasard: async (event) => {
		const size = textOf(formObject(await event.request.formData())['size']);
		const done = await event.locals.call('assignments.shuffle-teams', { id: event.params.id, size, name: m.giving_team_word() });
		if (!done.ok) return fail(done.status, { refused: done, size });
		flash(event, m.giving_teams_saved({ count: done.value.teams }));
		redirect(303, `/casier/${event.params.id}/equipes`);
	}
};
