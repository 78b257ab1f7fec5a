import { tidy } from '../../annuaire/words.ts';
import { blank, KIND_OF } from '../ecrire/fields.ts';
import { viewOf } from '../ecrire/view.ts';
import { writing } from '../ecrire/write.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, request }) => {
	// What was typed is what is shown.
	const account = locals.signedIn?.actor.id ?? '';
	if (request.method === 'POST') return { view: null, account };
	const { due, subjects } = await locals.get('assignments.choices', {});
	const type = url.searchParams.get('type') ?? '';
	const kind = Object.hasOwn(KIND_OF, type) ? KIND_OF[type as keyof typeof KIND_OF] : 'work';
	// Who teaches one subject need not write it.
	const subject = subjects.length === 1 ? (tidy(subjects[0] ?? '') ?? '') : '';
	return { account, view: await viewOf(locals, { ...blank(kind, due), subject, groupIds: url.searchParams.getAll('classe').slice(0, 30) }) };
};

export const actions: Actions = {
	modifier: (event) => writing.modifier(event),
	apercu: (event) => writing.apercu(event),
	enregistrer: (event) => writing.enregistrer(event),
	publier: (event) => writing.publier(event),
	joindre: (event) => writing.joindre(event)
};
