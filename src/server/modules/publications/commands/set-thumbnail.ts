import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { command } from '#kernel/definition';
import { refuse, refuseField } from '#kernel/errors';
import { id, optionalText } from '#kernel/input';
import { readPicture } from '../picture.ts';
import { writersOf } from '../policy.ts';

/** Bytes; said on the form and checked again by the database. */
export const MOST_BYTES = 500_000;

/** Give a video a picture of our own, so that no page asks the video's host for one. */
export const setThumbnail = command({
	name: 'publications.set-thumbnail',
	summary: 'Give the video of a news item a picture (JPEG, PNG or WebP, at most 500 kB)',
	internal: true,
	input: v.object({ id, picture: v.instance(Uint8Array, 'not-a-picture'), alt: optionalText(140) }),
	allow: writersOf,
	trial: (world) => ({ id: world.newsId, picture: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64') }),
	async run(ctx, input) {
		if (input.picture.length > MOST_BYTES) return refuseField('thumbnail', 'picture-too-large');
		const picture = readPicture(Buffer.from(input.picture));
		if (!picture) return refuseField('thumbnail', 'not-a-picture');
		const there = await ctx.db.selectFrom('publications.news').select('school_id').where('id', '=', input.id).executeTakeFirst();
		if (!there) return refuse('not-found');
		const version = createHash('sha256').update(picture.bytes).digest('base64url').slice(0, 12);
		const kept = { type: picture.type, bytes: picture.bytes, version, alt: input.alt };
		await ctx.db
			.insertInto('publications.thumbnail')
			.values({ news_id: input.id, ...kept })
			.onConflict((conflict) => conflict.column('news_id').doUpdateSet(kept))
			.execute();
		ctx.audit({ subject: { type: 'news', id: input.id }, schoolId: there.school_id });
		await ctx.notify('news', input.id);
		return { version };
	}
});
