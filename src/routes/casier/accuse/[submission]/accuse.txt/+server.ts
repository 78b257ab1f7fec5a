import type { RequestHandler } from './$types';

/** The very bytes that are signed. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const { statement, number } = await locals.get('assignments.receipt', { submissionId: params.submission });
	return new Response(statement, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="accuse-${number}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
};
