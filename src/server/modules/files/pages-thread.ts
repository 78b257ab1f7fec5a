/** Draws the pages of one PDF: PDFium in WebAssembly, where a broken or hostile document reaches nothing but its own memory. */
import { parentPort } from 'node:worker_threads';
import { PDFiumLibrary, type PDFiumDocument } from '@hyzyla/pdfium';
import sharp from 'sharp';

/** Pages of more are downloaded. */
const MOST_PAGES = 100;
/** Pixels: as wide as a preview, and no taller than a long receipt. */
const WIDTH = 1_200;
const MOST_PIXELS = 6_000_000;
const TALLEST = 8_000;

export interface MadePage {
	/** From 1. */
	number: number;
	count: number;
	/** The document has more than are made. */
	cut: boolean;
	/** Height in thousandths of the width. */
	ratio: number;
	/** WebP. */
	bytes: Uint8Array;
}

const port = parentPort;
const next = () =>
	new Promise<void>((resolve) => {
		port?.once('message', () => {
			resolve();
		});
	});

async function drawAll(document: PDFiumDocument): Promise<void> {
	const whole = document.getPageCount();
	const count = Math.min(MOST_PAGES, whole);
	for (let at = 0; at < count; at++) {
		const page = document.getPage(at);
		const { originalWidth, originalHeight } = page.getOriginalSize();
		const scale = Math.min(WIDTH / originalWidth, TALLEST / originalHeight, Math.sqrt(MOST_PIXELS / (originalWidth * originalHeight)));
		const { data, width, height } = await page.render({ scale, render: 'bitmap' });
		const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
			.flatten({ background: '#ffffff' })
			.webp({ quality: 78, effort: 2 })
			.toBuffer();
		port?.postMessage({ number: at + 1, count, cut: whole > count, ratio: Math.round((height / width) * 1_000), bytes } satisfies MadePage);
		await next();
	}
}

port?.once('message', (bytes: Uint8Array) => {
	void (async () => {
		let end = 'done';
		try {
			const library = await PDFiumLibrary.init();
			await drawAll(await library.loadDocument(bytes));
		} catch (error) {
			end = (error as Error).message;
		}
		port.postMessage({ end });
	})();
});
