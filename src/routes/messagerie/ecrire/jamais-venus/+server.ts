import { formObject } from '../../../../form.ts';
import { typedOf } from '../draft.ts';
import type { RequestHandler } from './$types';

/** The list of recipients who never activated their account, to be worked through: a name a line, for a spreadsheet. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const { to, cc, bcc } = typedOf(formObject(await request.formData()));
	const { people } = await locals.get('messaging.recipients-never-came', { to, cc, bcc, size: 5_000 });
	// A name that begins with a sign of calculation is text, not a formula.
	const lines = people.map(({ name }) => `"${name.replace(/^[=+@-]/, "'$&").replaceAll('"', '""')}"`);
	return new Response(`\uFEFF${lines.join('\r\n')}\r\n`, {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="jamais-connectes.csv"', 'cache-control': 'no-store' }
	});
};
