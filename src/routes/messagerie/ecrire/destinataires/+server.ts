import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Suggestions while somebody types. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const result = await locals.call('messaging.find-recipients', { q: url.searchParams.get('q') ?? '' });
	const headers = { 'cache-control': 'no-store' };
	return result.ok ? json(result.value, { headers }) : json({ suggestions: [] }, { status: result.status, headers });
};
