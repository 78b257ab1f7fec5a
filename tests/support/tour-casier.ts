/** The casier for the pictures of the README: Léa hands in a page of exercises, Mme Durand corrects it. */
import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import type { Page } from 'playwright-core';

const ANSWERS = [
	'Exercice 12',
	'a) 3/4 + 1/8 = 6/8 + 1/8 = 7/8',
	'b) 5/6 - 1/3 = 5/6 - 2/6 = 3/6 = 1/2',
	'Exercice 13',
	'2/3 de 24 = 2 x 24 : 3 = 16',
	'Il reste 24 - 16 = 8 billes.'
];

async function pageOfExercises(): Promise<Buffer> {
	const document = new PDFDocument({ size: 'A4', margin: 64 });
	const parts: Buffer[] = [];
	document.on('data', (part: Buffer) => parts.push(part));
	document.font('Times-Italic').fontSize(22).fillColor('#1b2a6b');
	for (const line of ANSWERS) document.text(line).moveDown();
	document.end();
	await once(document, 'end');
	return Buffer.concat(parts);
}

/** From her list to the receipt, as she does it on her phone. */
export async function handInExercises(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: /Exercices/ })
		.first()
		.click();
	await page.getByRole('link', { name: 'Rendre', exact: true }).click();
	await page.getByLabel('Ton texte').fill('Voici mes exercices.');
	const asked = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Ajouter des fichiers' }).click();
	await (await asked).setFiles([{ name: 'exercices-12-13.pdf', mimeType: 'application/pdf', buffer: await pageOfExercises() }]);
	await page.getByText('bien arrivé', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await page.waitForURL('**/casier/accuse/**');
}

/** To the list of who handed in to the work Léa handed in to. */
export async function openDeposits(page: Page): Promise<void> {
	await page
		.getByRole('listitem')
		.filter({ hasText: '5e B' })
		.filter({ hasText: /à corriger/ })
		.getByRole('link')
		.first()
		.click();
	await page.waitForURL('**/depots');
}

/** A line is drawn under what is wrong, a word beside it. */
export async function correctExercises(page: Page): Promise<void> {
	await openDeposits(page);
	await page.getByRole('link', { name: /Martin Léa/i }).click();
	const paper = page.getByRole('img', { name: 'Page 1 de exercices-12-13.pdf' });
	await paper.waitFor({ timeout: 60_000 });
	await page.getByRole('button', { name: 'Stylo' }).click();
	const box = await paper.boundingBox();
	if (!box) throw new Error('no page');
	const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
	await page.mouse.move(...at(0.12, 0.17));
	await page.mouse.down();
	for (let step = 1; step <= 20; step++) await page.mouse.move(...at(0.12 + step * 0.022, 0.17 + (step % 2) * 0.004));
	await page.mouse.up();
	await page.getByLabel('Commentaire', { exact: true }).first().fill('Bravo pour les fractions. Écris aussi la phrase de conclusion.');
	await page.evaluate(() => {
		scrollTo(0, 0);
	});
}
