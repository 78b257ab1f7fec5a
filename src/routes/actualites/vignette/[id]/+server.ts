import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Public pictures kept in memory: the login page shows them with the database away. */
const kept = new Map<string, { type: string; bytes: Uint8Array<ArrayBuffer> }>();
const MOST = 24;

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const version = url.searchParams.get('v') ?? '';
	const key = `${params.id} ${version}`;
	const before = kept.get(key);
	if (before) return answer(before, true);
	const found = await locals.call('publications.thumbnail', { id: params.id });
	if (!found.ok) error(found.status, { message: found.message, code: found.code });
	const picture = { type: found.value.type, bytes: new Uint8Array(found.value.bytes) };
	if (found.value.public && found.value.version === version) {
		if (kept.size >= MOST) kept.clear();
		kept.set(key, picture);
	}
	return answer(picture, found.value.public);
};

function answer(picture: { type: string; bytes: Uint8Array<ArrayBuffer> }, shared: boolean): Response {
	return new Response(picture.bytes, {
		headers: {
			'content-type': picture.type,
			// The version is in the address: what is behind it never changes.
			'cache-control': `${shared ? 'public' : 'private'}, max-age=31536000, immutable`,
			// Never anything but a picture, whatever a browser makes of it.
			'content-security-policy': "default-src 'none'; sandbox"
		}
	});
}
