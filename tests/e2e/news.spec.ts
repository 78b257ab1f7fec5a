import { expect, test } from '@playwright/test';
import { enter } from '../support/journey.ts';

test('the département publishes; everybody sees it on the login page, and can follow the feed', async ({ page, browser, baseURL }, info) => {
	const title = `Les collèges ferment à midi (${info.project.name})`;
	await enter(page, 'claire.besson', baseURL ?? '');
	await page.goto('/actualites/nouvelle');

	await test.step('a mistake is said beside the field, and nothing typed is lost', async () => {
		await page.getByLabel('Texte', { exact: true }).fill('Alerte météo : les cantines servent jusqu’à 11 h 30.');
		await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
		await expect(page.getByText('Remplissez ce champ.').first()).toBeVisible();
		await expect(page.getByLabel('Texte', { exact: true })).toHaveValue(/Alerte météo/);
	});

	await test.step('preview, keep, publish', async () => {
		await page.getByLabel('Titre').fill(title);
		await page.getByRole('radio', { name: /^Important/ }).check();
		await page.getByLabel(/Tout le monde, aussi sur la page de connexion/).check();
		await page.getByRole('button', { name: 'Aperçu' }).click();
		await expect(page.getByRole('heading', { name: title })).toBeVisible();
		await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
		await expect(page.getByRole('status').first()).toContainText('enregistrée');
		await page.getByRole('button', { name: 'Publier' }).first().click();
		await expect(page.getByRole('status').first()).toContainText('publiée');
	});

	const anybody = await browser.newContext({ baseURL: baseURL ?? '' });
	const visitor = await anybody.newPage();
	// Served from memory: fresh within 15 s at the latest.
	await expect(async () => {
		await visitor.goto('/connexion');
		await expect(visitor.getByRole('heading', { name: title })).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 20_000 });
	const feed = await visitor.request.get('/actualites.atom');
	expect(feed.headers()['content-type']).toContain('atom');
	expect(await feed.text()).toContain(title);
	await anybody.close();
});

test('a pupil has no way to write news', async ({ page, baseURL }) => {
	await enter(page, 'lea.martin', baseURL ?? '');
	const answer = await page.goto('/actualites/nouvelle');
	expect(answer?.status()).toBe(403);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
