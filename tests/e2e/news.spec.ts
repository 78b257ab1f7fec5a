import { expect, test, type Page } from '@playwright/test';
import { SaxesParser } from 'saxes';
import { enter } from '../support/journey.ts';

type Entry = Record<'id' | 'title' | 'updated' | 'content', string>;

/** The entry of that title in the Atom feed, as a reader of feeds finds it; throws where it is not well-formed. */
async function followed(visitor: Page, title: string): Promise<Entry> {
	const feed = await visitor.request.get('/actualites.atom');
	expect(feed.headers()['content-type']).toContain('application/atom+xml');
	const entries: Partial<Entry>[] = [];
	const open: string[] = [];
	const parser = new SaxesParser({ xmlns: true });
	parser.on('opentag', ({ local }) => {
		open.push(local);
		if (local === 'entry') entries.push({});
	});
	parser.on('closetag', () => open.pop());
	parser.on('text', (text) => {
		const entry = open.at(-2) === 'entry' ? entries.at(-1) : undefined;
		if (entry) entry[open.at(-1) as keyof Entry] = text;
	});
	parser.on('error', (wrong) => {
		throw wrong;
	});
	parser.write(await feed.text()).close();
	for (const one of entries) {
		expect(one.id).toMatch(/^urn:uuid:/);
		expect(one.updated).toMatch(/^\d{4}-.*Z$/);
	}
	const found = entries.find((one) => one.title === title);
	expect(found).toBeDefined();
	return found as Entry;
}

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
	const before = await followed(visitor, title);

	await test.step('what is corrected keeps its id in the feed, and is newer', async () => {
		await page.getByRole('link', { name: 'Modifier' }).first().click();
		await page.getByLabel('Texte', { exact: true }).fill('Alerte météo : les cantines servent jusqu’à midi & quart, <puis ferment>.');
		await page.getByRole('button', { name: 'Enregistrer' }).first().click();
		await expect(page.getByRole('status').first()).toContainText('enregistrée');
		const after = await followed(visitor, title);
		expect(after.id).toBe(before.id);
		expect(Date.parse(after.updated)).toBeGreaterThan(Date.parse(before.updated));
		expect(after.content).toContain('midi &amp; quart, &lt;puis ferment&gt;');
	});
	await anybody.close();
});

test('a pupil has no way to write news', async ({ page, baseURL }) => {
	await enter(page, 'lea.martin', baseURL ?? '');
	const answer = await page.goto('/actualites/nouvelle');
	expect(answer?.status()).toBe(403);
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
