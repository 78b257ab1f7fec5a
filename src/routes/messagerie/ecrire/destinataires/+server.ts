import { json } from '@sveltejs/kit';
import { suggestionsFor } from '../draft.ts';
import type { RequestHandler } from './$types';

/** Suggestions while somebody types. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const headers = { 'cache-control': 'no-store' };
	if (!locals.signedIn) return json({ suggestions: [], said: '' }, { status: 401, headers });
	return json(await suggestionsFor(locals, url.searchParams.get('q') ?? '', url.searchParams.getAll('to')), { headers });
};
