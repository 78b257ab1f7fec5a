/** Work is saved while a teacher writes it: a closed tab, a lost session, a lost network and two windows lose nothing. */
import { expect, test, type Page } from '@playwright/test';
import { become, enter, noViolation, unique } from '../support/journey.ts';
import { beginWork, farDay } from '../support/giving.ts';

const saved = (page: Page) => page.getByText(/^Enregistré à/);
const body = (page: Page) => page.getByLabel('Consignes');

test('a draft is there after the tab was closed, and is published once', async ({ page, baseURL, context }) => {
	const title = unique('Gardé en écrivant');
	await become(page, 'helene.durand', baseURL);
	await page.goto('/casier/nouveau');
	await body(page).fill('Lis le chapitre 3.');
	// Nothing to save it under yet: it says so.
	await expect(page.getByText(/^Gardé sur cet appareil/)).toBeVisible();
	await page.close();
	const again = await context.newPage();
	await again.goto('/casier/nouveau');
	await expect(again.getByRole('status').filter({ hasText: 'Un travail commencé' })).toContainText('Lis le chapitre 3.');
	await noViolation(again);
	await again.getByRole('button', { name: 'Le reprendre' }).click();
	await expect(body(again)).toHaveValue('Lis le chapitre 3.');
	await again.getByLabel('Titre').fill(title);
	await again.getByRole('group', { name: 'Classes et groupes' }).getByLabel('5e B', { exact: true }).check();
	await again.getByLabel('À rendre pour le').fill(`${farDay()}T18:00`);
	await expect(saved(again)).toBeVisible();
	await expect(again).toHaveURL(/\/casier\/[0-9a-f-]{36}\/modifier$/);
	await again.close();

	const third = await context.newPage();
	await third.goto('/casier?etat=brouillons');
	await third.getByRole('link', { name: title }).click();
	await expect(body(third)).toHaveValue('Lis le chapitre 3.');
	await body(third).fill('Lis le chapitre 4.');
	// Pressed before the moment has passed: the last word is the one that is given.
	await third.getByRole('button', { name: 'Publier' }).click();
	await expect(third.getByText('Publié', { exact: false }).first()).toBeVisible();
	await expect(third.getByRole('link', { name: title })).toHaveCount(1);
});

test('an ended session and a lost network keep what is written, and save it when they are back', async ({ page, baseURL, context }) => {
	await become(page, 'helene.durand', baseURL);
	await beginWork(page, unique('Session perdue'), farDay());
	await expect(saved(page)).toBeVisible();
	await context.setOffline(true);
	await body(page).fill('Sans réseau');
	await expect(page.getByText(/^Non enregistré, on réessaie/)).toBeVisible();
	await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
	await expect(body(page)).toHaveValue('Sans réseau');
	await context.setOffline(false);
	await expect(saved(page)).toBeVisible();
	await context.clearCookies();
	await body(page).fill('Sans session');
	await expect(page.getByRole('alert').filter({ hasText: "La session s'est terminée" })).toBeVisible();
	const other = await context.newPage();
	await enter(other, 'helene.durand', baseURL ?? '');
	await other.close();
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(saved(page)).toBeVisible();
	await page.reload();
	await expect(body(page)).toHaveValue('Sans session');
});

test('two windows: the second is asked, and its words can count', async ({ page, baseURL, context }) => {
	await become(page, 'helene.durand', baseURL);
	await beginWork(page, unique('Deux fenêtres'), farDay());
	await expect(saved(page)).toBeVisible();
	const other = await context.newPage();
	await other.goto(page.url());
	await body(page).fill('De la première');
	await expect(saved(page)).toBeVisible();
	await expect.poll(async () => page.locator('input[name=version]').inputValue()).toBe('2');
	await body(other).fill('De la seconde');
	await expect(other.getByRole('alert').filter({ hasText: 'Deux versions de ce travail' })).toBeVisible();
	await noViolation(other);
	await other.getByRole('button', { name: 'Remplacer par ma version' }).click();
	await expect(saved(other)).toBeVisible();
	await other.reload();
	await expect(body(other)).toHaveValue('De la seconde');
});
