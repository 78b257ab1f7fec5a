import { fail, redirect } from '@sveltejs/kit';
import { m } from '#paraglide/messages.js';
import { flash } from '../../../flash.ts';
import { moderationActions } from '../../moderation.ts';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const school = await administered(locals, url);
	return { school, board: await locals.get('messaging.moderation', { school: school.id }) };
};

export const actions: Actions = {
	...moderationActions(async (event) => ({ schoolId: (await administered(event.locals, event.url)).id })),
	familles: async (event) => {
		const school = await administered(event.locals, event.url);
		const directionOnly = (await event.request.formData()).get('directionOnly') === 'on';
		const result = await event.locals.call('messaging.set-family-writing', { school: school.id, directionOnly });
		if (!result.ok) return fail(result.status, { refused: result, of: 'families', typed: {} });
		flash(event, directionOnly ? m.messaging_families_direction_on() : m.messaging_families_direction_off());
		redirect(303, `/administration/messagerie${school.suffix}`);
	}
};
