import { json } from '@sveltejs/kit';
import { suggestionsFor } from '../draft.ts';
import type { RequestHandler } from './$types';

/** Suggestions while somebody types. Beside a copy nobody is proposed before a name is begun. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const headers = { 'cache-control': 'no-store' };
	const q = url.searchParams.get('q') ?? '';
	if (!locals.signedIn) return json({ suggestions: [], said: '' }, { status: 401, headers });
	if (q === '' && url.searchParams.get('line') !== 'to') return json({ suggestions: [], said: '' }, { headers });
	return json(await suggestionsFor(locals, q, url.searchParams.getAll('to')), { headers });
};
