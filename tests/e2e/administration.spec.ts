import { expect, test } from '@playwright/test';
import { enter, noViolation } from '../support/journey.ts';

test.beforeEach(async ({ page, baseURL }) => {
	await enter(page, 'philippe.moreau', baseURL ?? '');
});

test('the principal sees who never came, and prints their connection sheets', async ({ page }) => {
	await page.goto('/administration');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('jamais');
	await page.goto('/administration/fiches');
	const form = page.getByRole('main').locator('form').first();
	const action = (await form.getAttribute('action')) ?? '';
	await expect(form.getByRole('button').first()).toBeVisible();
	expect(action).toContain('/administration/fiches');
});

test('a rule shows its effect before it is applied, and why is explained', { tag: '@once' }, async ({ page }) => {
	await page.goto('/administration/communication');
	await page
		.getByRole('link', { name: /Changer/ })
		.first()
		.click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('élèves');
	await page.getByRole('main').getByRole('radio').nth(1).check();
	await page.getByRole('main').getByRole('button').first().click();
	await expect(page.getByText(/élèves/).first()).toBeVisible();
	await page.goto('/administration/communication/pourquoi');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a class or a group is found by its name, however it is typed', { tag: '@once' }, async ({ page }) => {
	await page.goto('/annuaire/groupes/nouveau');
	await page.getByLabel('Nom du groupe').fill('Atelier théâtre');
	await page.getByRole('button', { name: 'Créer le groupe' }).click();
	await page.goto('/accueil');
	await page.getByRole('searchbox').fill('atelier theatre');
	await page.getByRole('searchbox').press('Enter');
	await page.getByRole('main').getByRole('link', { name: 'Atelier théâtre' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Atelier théâtre' })).toBeVisible();
	await page.goto('/annuaire?q=5eb');
	await expect(page.getByRole('main').getByRole('link', { name: '5e B', exact: true }).first()).toBeVisible();
	await noViolation(page);
});
