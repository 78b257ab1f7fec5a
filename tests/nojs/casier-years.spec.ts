/** Last year without JavaScript, on a phone: a pupil finds her work and its receipt, a teacher copies it into this year. */
import { expect, test } from '@playwright/test';
import { become } from '../support/journey.ts';
import { workOfYear } from '../support/past.ts';

test('last year is found by a choice and a button, its receipt is checked, the work is copied', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await workOfYear(page);
	await page.goto('/casier');
	await page.getByRole('main').getByRole('combobox', { name: 'Travaux' }).selectOption('Années passées');
	await page.getByRole('main').getByRole('button', { name: 'Afficher' }).click();
	await page.getByRole('link', { name: work.title }).click();
	await page.getByRole('link', { name: 'Version 1' }).click();
	await page.getByRole('link', { name: "Vérifier l'accusé" }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cet accusé est authentique');

	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier/${work.id}/depots`);
	await page.getByRole('main').getByRole('combobox', { name: 'Élèves' }).selectOption('Corrigés (1)');
	await page.getByRole('main').getByRole('button', { name: 'Afficher' }).click();
	await expect(page.getByRole('main').getByRole('row')).toHaveCount(2);
	await page.getByRole('link', { name: 'Copier pour cette année' }).click();
	await page.getByRole('group', { name: 'Classes et groupes' }).getByLabel('5e B', { exact: true }).check();
	await page.getByRole('button', { name: 'Copier' }).click();
	await expect(page.getByLabel('Titre')).toHaveValue(work.title);
});
