/**
 * Pages of what people send, as pictures: a PDF is never opened in a page of ours. Made by a job, in a thread
 * that is thrown away with each document, page by page: the first can be looked at while the others are made.
 */
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import type { Person } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { FileTools } from './finish.ts';
import type { MadePage } from './pages-thread.ts';
import { previewKey } from './preview.ts';

export const PAGES = 'files.pages';
/** A document of more bytes is downloaded: it would be held in memory whole. */
const MOST_BYTES = 64 * 1024 * 1024;
/** For one page; a document that takes longer is broken or hostile. Milliseconds. */
const PATIENCE_MS = 20_000;

/** Where the picture of a page is kept, counted from 1. */
export function pageKey(sha256: string, page: number): string {
	return `${sha256}.p${page}.webp`;
}

/** What can be looked at of a file. */
export interface Pages {
	/** Null: being made. 0: it cannot be shown and is downloaded. */
	count: number | null;
	/** Of those there are: the height in thousandths of the width. */
	ratios: number[];
	/** The document has more pages than these: the file has them all. */
	cut: boolean;
}

/** Of these files, those that have pages or may have some. */
export async function pagesOf(ctx: Pick<Context, 'db'>, fileIds: readonly string[]): Promise<Map<string, Pages>> {
	if (fileIds.length === 0) return new Map();
	const rows = await ctx.db
		.selectFrom('files.file')
		.select(['id', 'mime', 'pages', 'page_ratios', 'pages_cut'])
		.where('id', 'in', [...fileIds])
		.execute();
	return new Map(rows.flatMap((row) => (hasPages(row.mime) ? [[row.id, { count: row.pages, ratios: row.page_ratios, cut: row.pages_cut }]] : [])));
}

/** Can this be looked at at all. */
export function hasPages(mime: string | null): boolean {
	return mime === 'application/pdf' || (mime?.startsWith('image/') ?? false);
}

/** Somebody is going to look at these: make their pages, once. */
export async function preparePages(ctx: Context<Person>, fileIds: readonly string[]): Promise<void> {
	if (fileIds.length === 0) return;
	const rows = await ctx.db
		.selectFrom('files.file')
		.select(['sha256', 'mime'])
		.distinct()
		.where('id', 'in', [...fileIds])
		.where('state', '=', 'finished')
		.where('pages', 'is', null)
		.execute();
	for (const row of rows) if (row.sha256 !== null && hasPages(row.mime)) await ctx.enqueue(PAGES, { sha256: row.sha256 }, { key: row.sha256 });
}

export async function makePages(tools: FileTools, sha256: string): Promise<void> {
	const blob = await tools.database.system((db) =>
		db.selectFrom('files.blob').select(['size', 'mime', 'preview', 'pages', 'page_ratios']).where('sha256', '=', sha256).executeTakeFirst()
	);
	// Made before, or gone meanwhile. What a killed worker left half done is done again.
	if (!blob || (blob.pages !== null && blob.page_ratios.length >= blob.pages)) return;
	if (blob.mime.startsWith('image/')) return pictureOf(tools, sha256, blob.preview);
	if (blob.mime !== 'application/pdf' || blob.size > MOST_BYTES) return say(tools, sha256, 0, []);
	const parts: Buffer[] = [];
	for await (const part of await tools.ports.files.store.read(sha256)) parts.push(part as Buffer);
	const ratios: number[] = [];
	const outcome = await draw(Buffer.concat(parts), async (page) => {
		await tools.ports.files.store.putBytes(pageKey(sha256, page.number), Buffer.from(page.bytes));
		ratios.push(page.ratio);
		await say(tools, sha256, page.count, ratios, page.cut);
	});
	// What could be made stays; a document of which nothing could be made is downloaded.
	if (outcome !== 'done') {
		tools.log.info({ sha256, reason: outcome }, 'pages of a document cannot be made');
		await say(tools, sha256, ratios.length, ratios, ratios.length > 0);
	}
}

/** Of a picture, the one made anew for its preview. A job of its own makes that one: it may still be on its way. */
async function pictureOf(tools: FileTools, sha256: string, preview: 'none' | 'ready' | 'failed'): Promise<void> {
	if (preview === 'failed') return say(tools, sha256, 0, []);
	if (preview === 'none') throw new Error('the preview is not there yet');
	const parts: Buffer[] = [];
	for await (const part of await tools.ports.files.store.read(previewKey(sha256))) parts.push(part as Buffer);
	const { width, height } = await sharp(Buffer.concat(parts)).metadata();
	await say(tools, sha256, 1, [Math.round((height / width) * 1_000)]);
}

async function say({ database }: FileTools, sha256: string, pages: number, ratios: readonly number[], cut = false): Promise<void> {
	await database.system(async (db) => {
		const made = { pages, page_ratios: [...ratios], pages_cut: cut };
		await db.updateTable('files.blob').set(made).where('sha256', '=', sha256).execute();
		await db.updateTable('files.file').set(made).where('sha256', '=', sha256).execute();
	});
}

/** Why it ended: done, or the reason it did not come to its end. Throws what `take` throws: the store is away, try again. */
async function draw(bytes: Buffer, take: (page: MadePage) => Promise<void>): Promise<string> {
	const thread = new Worker(new URL('./pages-thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256 } });
	let timer: NodeJS.Timeout | undefined;
	try {
		return await new Promise<string>((resolve, reject) => {
			const wait = () => {
				clearTimeout(timer);
				timer = setTimeout(() => {
					resolve('too slow');
				}, PATIENCE_MS);
			};
			thread.on('error', (error) => {
				resolve((error as Error).message);
			});
			thread.on('exit', () => {
				resolve('the thread died');
			});
			thread.on('message', (said: MadePage | { end: string }) => {
				if ('end' in said) return void resolve(said.end);
				take(said).then(() => {
					wait();
					thread.postMessage('next');
				}, reject);
			});
			wait();
			thread.postMessage(bytes);
		});
	} finally {
		clearTimeout(timer);
		await thread.terminate();
	}
}
