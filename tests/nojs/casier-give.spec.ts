/** Giving work without JavaScript: lines are added, files come by a form, nothing typed is lost. */
import { expect, test } from '@playwright/test';
import { enter, unique } from '../support/journey.ts';
import { beginWork, farDay } from '../support/giving.ts';

test('a work with competences, chosen pupils and a file is written and published', async ({ page, baseURL }) => {
	const title = unique('Sans script');
	await enter(page, 'helene.durand', baseURL ?? '');
	await beginWork(page, title, farDay());
	await page.getByLabel('Un niveau de maîtrise par compétence').check();
	await page.getByRole('button', { name: 'Ajouter une compétence' }).click();
	await page.getByLabel('Compétence 1', { exact: true }).fill('Raisonner');
	await page.getByText('Seulement certains élèves').click();
	await page.getByRole('group', { name: 'Choisir parmi les élèves de' }).getByLabel('5e B', { exact: true }).check();
	await page.getByRole('button', { name: 'Afficher les élèves' }).click();
	await expect(page.getByLabel('Compétence 1', { exact: true })).toHaveValue('Raisonner');
	await page.getByRole('group', { name: 'Classes et groupes' }).getByLabel('5e B', { exact: true }).uncheck();
	await page.getByRole('group', { name: 'Élèves de 5e B' }).getByLabel('Léa Martin').check();
	await page.getByRole('button', { name: 'Joindre des fichiers' }).click();
	await page.getByLabel('Fichiers à joindre').setInputFiles({ name: 'fiche.txt', mimeType: 'text/plain', buffer: Buffer.from('Exercice 3') });
	await page.getByRole('button', { name: 'Joindre au travail' }).click();
	await expect(page.getByRole('button', { name: 'Retirer fiche.txt' })).toBeVisible();
	await expect(page.getByLabel('Compétence 1', { exact: true })).toHaveValue('Raisonner');
	await expect(page.getByRole('group', { name: 'Élèves déjà choisis' }).getByLabel('Léa Martin')).toBeChecked();
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page.getByText('Publié')).toBeVisible();
	await page.context().clearCookies();
	await enter(page, 'lea.martin', baseURL ?? '');
	await page.goto('/casier');
	await expect(page.getByRole('link', { name: title })).toBeVisible();
	await page.context().clearCookies();
	await enter(page, 'yanis.haddad', baseURL ?? '');
	await page.goto('/casier');
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
});
