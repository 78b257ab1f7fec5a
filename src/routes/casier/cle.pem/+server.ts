import type { RequestHandler } from './$types';

/** The public key receipts are checked with; `?cle=<its number>` one this installation signed with before. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const { keys } = await locals.get('assignments.public-keys', {});
	const wanted = url.searchParams.get('cle');
	const key = wanted === null ? keys[0] : keys.find((one) => one.id === wanted);
	if (!key) return new Response(null, { status: 404 });
	return new Response(key.pem, {
		headers: { 'content-type': 'application/x-pem-file', 'content-disposition': 'attachment; filename="cle.pem"', 'cache-control': 'public, max-age=3600' }
	});
};
