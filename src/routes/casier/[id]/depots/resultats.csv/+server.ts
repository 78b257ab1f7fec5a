import { listedOf } from '../../../collecting.ts';
import type { RequestHandler } from './$types';

/** The results as a table for a spreadsheet. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { name, csv } = await locals.get('assignments.results', { id: params.id, groupId: listedOf(url).groupId });
	return new Response(csv, {
		headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'private, no-store' }
	});
};
