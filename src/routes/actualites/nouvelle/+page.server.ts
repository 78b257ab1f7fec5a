import { preview, save } from '../write.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => locals.get('publications.draft', {});

export const actions: Actions = {
	save: (event) => save(event),
	preview: (event) => preview(event)
};
