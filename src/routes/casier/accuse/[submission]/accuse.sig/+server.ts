import type { RequestHandler } from './$types';

/** The signature as `openssl` takes it: 64 bytes. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const { signature, number } = await locals.get('assignments.receipt', { submissionId: params.submission });
	return new Response(new Uint8Array(Buffer.from(signature, 'base64url')), {
		headers: {
			'content-type': 'application/octet-stream',
			'content-disposition': `attachment; filename="accuse-${number}.sig"`,
			'cache-control': 'private, no-store'
		}
	});
};
