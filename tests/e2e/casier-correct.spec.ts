/** Collecting, correcting and giving back, as teacher, pupil and mother do it. */
import { expect, test, type Page } from '@playwright/test';
import { sideways } from '../a11y/look.ts';
import { ask, given } from '../support/casier.ts';
import { pdf, sendFile } from '../support/documents.ts';
import { become, noViolation } from '../support/journey.ts';

/** Léa hands in a PDF: sent as the form without script sends it. */
async function handedInPdf(page: Page, baseURL: string | undefined, more: object = {}): Promise<{ id: string; title: string }> {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, more);
	const file = await sendFile(page, 'work', 'mon-ile.pdf', await pdf(2));
	const draft = await ask(page, 'begin-submission', { assignmentId: work.id });
	await ask(page, 'hand-in', { submissionId: draft.id, body: 'Voici mon île.', files: [file] });
	return work;
}

/** The pages are made by a job; the page looks again by itself. */
const firstPage = (page: Page) => page.getByRole('img', { name: 'Page 1 de mon-ile.pdf' });

/** A line across the first page, with the finger where there is one, else with the mouse. */
async function stroke(page: Page, finger: boolean): Promise<void> {
	await firstPage(page).evaluate((picture) => {
		picture.scrollIntoView({ block: 'center' });
	});
	const box = await firstPage(page).boundingBox();
	if (!box) throw new Error('no page');
	const places = Array.from({ length: 10 }, (_, step) => ({ x: box.x + box.width * (0.3 + step * 0.03), y: box.y + box.height * (0.5 + (step % 2) * 0.02) }));
	const [first, ...others] = places;
	if (!first) return;
	if (!finger) {
		await page.mouse.move(first.x, first.y);
		await page.mouse.down();
		for (const place of others) await page.mouse.move(place.x, place.y);
		await page.mouse.up();
		return;
	}
	const touch = await page.context().newCDPSession(page);
	await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [first] });
	for (const place of others) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [place] });
	await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** As a field for a date and an hour takes it. */
const inParis = (at: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');

test('from the list of the class to the correction and back: drawn by finger or mouse, kept as it is typed, returned, answered', async ({ page, baseURL, hasTouch }) => {
	const work = await handedInPdf(page, baseURL, { marking: 'points', mostPoints: 20 });
	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier/${work.id}/depots`);
	await expect(page.getByRole('heading', { level: 1 })).toContainText(/^1 rendus? sur/);
	for (const filter of await page.getByRole('navigation', { name: 'Élèves' }).getByRole('link').all()) await expect(filter).toBeInViewport();
	await noViolation(page);
	if (hasTouch) {
		await page.getByRole('main').getByRole('combobox', { name: 'Élèves' }).selectOption('À corriger (1)');
		await page.getByRole('button', { name: 'Afficher' }).click();
	} else await page.getByRole('link', { name: /^À corriger/ }).click();
	await page.getByRole('link', { name: /Martin Léa/i }).click();
	await expect(firstPage(page)).toBeVisible({ timeout: 30_000 });
	await noViolation(page);

	// A stroke, as finger and mouse make it.
	await page.getByRole('button', { name: 'Stylo' }).click();
	// The tools run in their tray, not the page out of the screen.
	expect(await sideways(page)).toBeLessThanOrEqual(0);
	await stroke(page, hasTouch === true);
	await expect(page.locator('[data-page="1"] polyline:not(.under-way)')).toHaveCount(1);
	await expect(page.locator('[data-page="1"]').getByText('1 annotation')).toBeVisible();

	// Typed, and kept by itself.
	await page.getByLabel('Note sur 20').fill('15,5');
	await page.getByLabel('Commentaire', { exact: true }).fill('Très beau vocabulaire.');
	await expect(page.getByText(/^Enregistré à /)).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('Commentaire', { exact: true })).toHaveValue('Très beau vocabulaire.');
	await expect(page.locator('[data-page="1"] polyline')).toHaveCount(1);
	await page.getByLabel("Ce que l'élève peut faire maintenant").fill("Relis l'accord des participes.");

	// Nothing of it is with Léa yet.
	await become(page, 'lea.martin', baseURL);
	const before = await page.request.post('/api/v1/assignments/feedback', { headers: { origin: new URL(page.url()).origin }, data: { id: work.id } });
	expect(await before.json()).toEqual({ returned: null });
});

test('by keyboard alone: an annotation is added, moved and taken away by fields, and the correction returned', async ({ page, baseURL }) => {
	const work = await handedInPdf(page, baseURL);
	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier/${work.id}/depots?etat=a-corriger`);
	await page.getByRole('link', { name: /Martin Léa/i }).focus();
	await page.keyboard.press('Enter');
	await expect(firstPage(page)).toBeVisible({ timeout: 30_000 });
	await page.getByText('Ajouter une annotation sans dessiner').focus();
	await page.keyboard.press('Enter');
	await page.getByLabel(/^Texte \(pour/).fill('Attention au verbe');
	await page
		.getByRole('spinbutton', { name: /% de la gauche/ })
		.first()
		.fill('30');
	await page.getByRole('button', { name: "Poser l'annotation" }).focus();
	await page.keyboard.press('Enter');
	const list = page.locator('[data-page="1"]');
	await list.getByText('1 annotation').focus();
	await page.keyboard.press('Enter');
	await expect(list.getByText(/«.Attention au verbe.», à 30.% de la gauche et 10.% du haut/)).toBeVisible();
	await list.getByRole('spinbutton', { name: /% du haut/ }).fill('55');
	await list.getByRole('button', { name: 'Déplacer' }).focus();
	await page.keyboard.press('Enter');
	await expect(list.getByText(/à 30.% de la gauche et 55.% du haut/)).toBeVisible();
	await noViolation(page);
	await list.getByRole('button', { name: 'Effacer' }).focus();
	await page.keyboard.press('Enter');
	await expect(list.getByText('1 annotation')).toHaveCount(0);
	await page.getByLabel('Commentaire', { exact: true }).fill('Bien.');
	await page.getByRole('button', { name: "Rendre à l'élève" }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByText("Correction rendue à l'élève.")).toBeVisible();
});

test('those missing are reminded once a day, said how many; the zip is prepared and downloaded', async ({ page, baseURL }) => {
	const work = await handedInPdf(page, baseURL);
	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier/${work.id}/depots`);
	await page.getByRole('button', { name: /^Rappeler/ }).click();
	await expect(page.getByText(/Rappel envoyé pour \d+ élèves/)).toBeVisible();
	await expect(page.getByRole('button', { name: /^Rappeler/ })).toHaveCount(0);
	await page
		.getByRole('checkbox', { name: /^Cocher/ })
		.last()
		.check();
	await page.getByRole('button', { name: 'Rendu sur papier' }).click();
	await expect(page.getByText('Rendu sur papier : noté pour 1 élève.')).toBeVisible();
	await page.getByText('Accorder un délai').first().click();
	await page.getByRole('button', { name: 'Accorder un délai' }).click();
	await expect(page.getByRole('alert')).toContainText('Nouvelle date');
	await noViolation(page);
	await page.getByLabel('Nouvelle date').fill(inParis(new Date(Date.now() + 5 * 86_400_000)));
	await page.getByRole('checkbox', { name: /^Pour toute la classe/ }).check();
	await page.getByRole('button', { name: 'Accorder un délai' }).click();
	await expect(page.getByText(/^Délai accordé à tous/)).toBeVisible();
	await page.getByRole('button', { name: 'Tout télécharger' }).click();
	await expect(page.getByRole('link', { name: /^Télécharger/ })).toBeVisible({ timeout: 30_000 });
	await noViolation(page);
	const zip = await page.request.get((await page.getByRole('link', { name: /^Télécharger/ }).getAttribute('href')) ?? '');
	expect((await zip.body()).subarray(0, 2).toString()).toBe('PK');
});
