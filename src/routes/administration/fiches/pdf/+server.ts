import { error, redirect } from '@sveltejs/kit';
import { formObject } from '../../../../form.ts';
import { flash } from '../../../../flash.ts';
import { administered } from '../../school.ts';
import type { RequestHandler } from './$types';

/** The sheets as a file. By POST: printing makes codes. */
export const POST: RequestHandler = async (event) => {
	const school = await administered(event.locals, event.url);
	const form = formObject(await event.request.formData());
	const result = await event.locals.call('directory.connection-sheets', { ...form, school: school.id });
	if (!result.ok) {
		if (result.status === 409 || result.status === 422) {
			flash(event, result.message, 'info');
			redirect(303, `/administration/fiches${school.suffix}`);
		}
		error(result.status, { message: result.message, code: result.code });
	}
	return new Response(new Uint8Array(result.value.pdf), {
		headers: {
			'content-type': 'application/pdf',
			'content-disposition': `attachment; filename="${result.value.name}"`,
			'cache-control': 'no-store'
		}
	});
};
