/** Documents for tests: made by pdfkit, sent as a form without script sends them. */
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import PDFDocument from 'pdfkit';

const A4: readonly [number, number] = [595, 842];

/** So many pages of A4, or pages of these sizes in points; each says its number. */
export async function pdf(pages: number | readonly (readonly [number, number])[], more: PDFKit.PDFDocumentOptions & { fill?: string } = {}): Promise<Buffer> {
	const { fill, ...options } = more;
	const document = new PDFDocument({ ...options, autoFirstPage: false });
	const parts: Buffer[] = [];
	document.on('data', (part: Buffer) => parts.push(part));
	const sizes = typeof pages === 'number' ? Array.from({ length: pages }, () => A4) : pages;
	for (const [at, size] of sizes.entries()) {
		document.addPage({ size: [...size] });
		if (fill !== undefined) document.rect(0, 0, ...size).fill(fill);
		document
			.fillColor('#000000')
			.fontSize(20)
			.text(`Mon île, page ${at + 1}`, size[0] / 8, size[1] / 10, { lineBreak: false });
	}
	document.end();
	await once(document, 'end');
	return Buffer.concat(parts);
}

/** A file of who the page belongs to; its id. The page must be one of ours. */
export async function sendFile(page: Page, usage: string, name: string, bytes: Buffer): Promise<string> {
	const { origin } = new URL(page.url());
	const sent = await page.request.post(`/fichiers/formulaire?usage=${usage}&retour=/aide`, {
		headers: { origin },
		multipart: { fichiers: { name, mimeType: 'application/octet-stream', buffer: bytes } },
		maxRedirects: 0
	});
	return new URL(sent.headers().location ?? '', origin).searchParams.get('fichier') ?? '';
}
