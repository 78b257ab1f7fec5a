import { fail, redirect } from '@sveltejs/kit';
import { administered } from '../school.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({ school: await administered(locals, url) });

export const actions: Actions = {
	default: async ({ request, locals, url }) => {
		const school = await administered(locals, url);
		const form = await request.formData();
		const file = form.get('file');
		const kind = String(form.get('kind') ?? '');
		const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
		const result = await locals.call('directory.upload-csv', { school: school.id, kind, fileName: file instanceof File ? file.name.slice(0, 200) : '', bytes });
		if (!result.ok) return fail(result.status, { refused: result, kind });
		redirect(303, `/administration/import-csv/${result.value.id}${school.suffix}`);
	}
};
