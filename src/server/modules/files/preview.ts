/** Pictures made anew: smaller, without what cameras write about places and people, and nothing but a picture. */
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import type { FileTools } from './finish.ts';

/** A picture of more is a bomb, or of no use as a preview. */
const MOST_PIXELS = 60_000_000;
const WIDEST = 1_200;

/** Where the preview of these bytes is kept. */
export function previewKey(sha256: string): string {
	return `${sha256}.webp`;
}

export async function makePreview(tools: FileTools, sha256: string): Promise<void> {
	const { store } = tools.ports.files;
	const picture = sharp({ limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' })
		.rotate()
		.resize({ width: WIDEST, height: WIDEST, fit: 'inside', withoutEnlargement: true })
		.webp({ quality: 78 });
	// A store that is away is no fault of the picture: the job comes back to it.
	const source = await store.read(sha256);
	let cut: Error | null = null;
	source.once('error', (error) => {
		cut = error;
	});
	const made = await Promise.all([picture.toBuffer(), pipeline(source, picture, { end: true })]).then(
		([bytes]) => bytes,
		(error: unknown) => {
			if (cut) throw cut;
			tools.log.info({ sha256, reason: (error as Error).message }, 'no preview');
			return null;
		}
	);
	if (made) await store.putBytes(previewKey(sha256), made);
	await tools.database.system(async (db) => {
		await db
			.updateTable('files.blob')
			.set({ preview: made ? 'ready' : 'failed' })
			.where('sha256', '=', sha256)
			.execute();
		if (made) await db.updateTable('files.file').set({ has_preview: true }).where('sha256', '=', sha256).execute();
	});
}
