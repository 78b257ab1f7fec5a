import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { formObject } from '../../../form.ts';
import { textOf } from '../../messagerie/typed.ts';
import type { Actions, PageServerLoad } from './$types';

const GIVES = ['teacher', 'staff', 'principal'];

/** A teacher hands over his own classes; the head those of anybody in his school. */
export const load: PageServerLoad = async ({ locals }) => {
	const [{ replacements, heads, gone }, { groups }] = await Promise.all([locals.get('assignments.stand-ins', {}), locals.get('assignments.choices', {})]);
	const actor = locals.signedIn?.actor;
	const schools = [...new Set((actor?.roles ?? []).flatMap((role) => (role.schoolId && GIVES.includes(role.profile) ? [role.schoolId] : [])))];
	const colleagues = (await Promise.all(schools.map((schoolId) => locals.get('assignments.colleagues', { schoolId })))).flat();
	return { replacements, heads: heads.length > 0, gone, groups, colleagues, me: actor?.id ?? '' };
};

const input = (form: Record<string, string | string[]>) => ({ teacherId: textOf(form['teacherId']), groupId: textOf(form['groupId']), standInId: textOf(form['standInId']) });

export const actions: Actions = {
	confier: async (event) => {
		const values = input(formObject(await event.request.formData()));
		const done = await event.locals.call('assignments.stand-in', values);
		if (!done.ok) return fail(done.status, { refused: done, values, over: null });
		flash(event, m.giving_replaced({ count: done.value.works }));
		redirect(303, '/casier/remplacement');
	},
	/** Works of who has left get an author. */
	reprendre: async (event) => {
		const form = formObject(await event.request.formData());
		const asked = { teacherId: textOf(form['teacherId']), schoolId: textOf(form['schoolId']), personId: textOf(form['personId']) };
		const done = await event.locals.call('assignments.hand-over', asked);
		if (!done.ok) return fail(done.status, { refused: done, values: null, over: asked });
		flash(event, m.giving_handed_over({ count: done.value.works }));
		redirect(303, '/casier/remplacement');
	},
	terminer: async (event) => {
		const values = input(formObject(await event.request.formData()));
		const done = await event.locals.call('assignments.end-stand-in', values);
		if (!done.ok) return fail(done.status, { refused: done, values: null, over: null });
		flash(event, m.giving_replacement_ended());
		redirect(303, '/casier/remplacement');
	}
};
