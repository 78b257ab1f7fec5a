/** Giving work: written, looked at, published, copied, shared; what a class has to do on one day. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { become, noViolation, unique } from '../support/journey.ts';
import { beginWork, classes, farDay, giveByApi, listed, ownDay } from '../support/giving.ts';
import { arrivedWhole, choose, textFile } from '../support/writing.ts';

test.setTimeout(120_000);

test('a work is written, seen as a pupil will see it, published with a file, and is there for the class and no other', async ({ page, baseURL }) => {
	const title = unique('Exercices 3 à 6');
	await become(page, 'helene.durand', baseURL);
	await page.goto('/casier');
	await page.getByRole('link', { name: 'Donner un travail' }).first().click();
	// Refused beside its fields, with what was typed.
	await page.getByLabel('Consignes').fill('Fais les quatre exercices. Voir https://exemple.fr/lecon');
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page.getByRole('alert')).toContainText('Titre');
	await expect(page.getByLabel('Consignes')).toHaveValue(/quatre exercices/);
	await noViolation(page);

	await page.getByLabel('Titre').fill(title);
	await classes(page).getByLabel('5e B', { exact: true }).check();
	await page.getByLabel('À rendre pour le').fill(`${farDay()}T18:00`);
	await page.getByLabel('Temps estimé, en minutes').fill('25');
	await choose(page, textFile('fiche.txt', 'Exercice 3'));
	await arrivedWhole(page, 'fiche.txt');
	await page.getByRole('button', { name: 'Voir comme un élève' }).click();
	const preview = page.getByRole('region', { name: 'Comme un élève le verra.' });
	await expect(preview.getByRole('heading', { name: title })).toBeVisible();
	await expect(preview.getByRole('link', { name: 'https://exemple.fr/lecon' })).toBeVisible();
	await expect(preview.getByText('Compte environ 25 min.')).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	await expect(await listed(page, title)).toBeVisible();

	await become(page, 'lea.martin', baseURL);
	await page.goto('/casier');
	await expect(await listed(page, title)).toBeVisible();
	await become(page, 'ines.traore', baseURL);
	await page.goto('/casier');
	await expect(page.getByRole('link', { name: title })).toHaveCount(0);
});

test('lines of a rubric and competences come and go, and everything typed stays', async ({ page, baseURL }) => {
	const title = unique('Exposé');
	await become(page, 'helene.durand', baseURL);
	await beginWork(page, title, farDay());
	await page.getByLabel('Des points').check();
	await page.getByRole('button', { name: 'Ajouter un critère' }).click();
	await page.getByRole('group', { name: 'Critère 1' }).getByLabel('Ce qui est regardé').fill('Clarté');
	await page.getByRole('group', { name: 'Critère 1' }).getByLabel('Palier 1').fill('Tout se comprend');
	await page.getByRole('group', { name: 'Critère 1' }).getByLabel('Points').first().fill('2,5');
	await page.getByRole('button', { name: 'Ajouter un critère' }).click();
	await expect(page.getByRole('group', { name: 'Critère 1' }).getByLabel('Ce qui est regardé')).toHaveValue('Clarté');
	await page.getByRole('button', { name: 'Retirer : Critère 2' }).click();
	await expect(page.getByRole('group', { name: 'Critère 2' })).toHaveCount(0);
	await noViolation(page);
	await page.getByLabel('En équipe').check();
	await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
	await expect(page.getByText('Brouillon enregistré')).toBeVisible();
	await expect(page.getByRole('group', { name: 'Critère 1' }).getByLabel('Palier 1')).toHaveValue('Tout se comprend');
	await expect(page.getByRole('group', { name: 'Critère 1' }).getByLabel('Points').first()).toHaveValue('2,5');

	await page.getByRole('link', { name: 'Former les équipes' }).click();
	await page.getByLabel('Élèves par équipe').fill('4');
	await page.getByRole('button', { name: 'Former au hasard' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/équipes/);
	await expect(page.getByRole('definition').filter({ hasText: 'Léa Martin' })).toBeVisible();
	await page.getByLabel('Léa Martin').selectOption('Seul');
	await page.getByRole('button', { name: 'Enregistrer les équipes' }).click();
	await expect(page.getByText("1 élève n'est dans aucune équipe.")).toBeVisible();
	await noViolation(page);
});

test('three works on one day are said before the third is given, and in the calendar of the class', async ({ page, baseURL }) => {
	const day = ownDay();
	const titles = [unique('Un'), unique('Deux'), unique('Trois')] as const;
	await become(page, 'helene.durand', baseURL);
	await giveByApi(page, titles[0], day);
	await giveByApi(page, titles[1], day);
	await beginWork(page, titles[2], day);
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page.getByRole('alert')).toContainText('Trois travaux ce jour-là');
	await expect(page.getByRole('alert')).toContainText(titles[0]);
	// Below all that is filled in, and seen at once.
	await expect(page.getByRole('alert')).toBeInViewport();
	await noViolation(page);
	await page.getByRole('button', { name: 'Publier quand même' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	await expect(await listed(page, titles[2])).toBeVisible();
	await page.goto('/casier/calendrier');
	await page.getByLabel('Classe ou groupe').selectOption('5e B');
	await page.getByRole('button', { name: 'Afficher' }).click();
	await page.goto(`${page.url()}&du=${day}`);
	const line = page.getByRole('row', { name: new RegExp(titles[2]) });
	await expect(line).toContainText('3 travaux, environ 1 h');
	await noViolation(page);
});

test('a colleague looks at a published work and takes it over as his own draft', async ({ page, baseURL }) => {
	const title = unique('À reprendre');
	await become(page, 'helene.durand', baseURL);
	const id = await giveByApi(page, title, farDay());
	await become(page, 'karim.benali', baseURL);
	expect((await page.request.get(`/casier/${id}/modifier`)).status()).toBe(404);
	await page.goto('/casier/bibliotheque');
	await page.getByLabel('Mots du titre').fill(title);
	await page.getByRole('main').getByRole('button', { name: 'Chercher' }).click();
	await noViolation(page);
	await page.getByRole('link', { name: title }).click();
	await page.getByRole('button', { name: 'Copier' }).click();
	await expect(page.getByRole('alert')).toContainText('Choisissez au moins une classe');
	await page.getByRole('group', { name: 'Classes et groupes' }).getByRole('checkbox').first().check();
	await page.getByRole('button', { name: 'Copier' }).click();
	await expect(page.getByText('Copié')).toBeVisible();
	await expect(page.getByLabel('Titre')).toHaveValue(title);
});

test('a work is shared, and left again; the head names who stands in', async ({ page, baseURL }) => {
	const title = unique('À deux');
	await become(page, 'helene.durand', baseURL);
	const id = await giveByApi(page, title, farDay());
	await page.goto(`/casier/${id}/partage`);
	await page.getByLabel('Collègue').selectOption('Benali Karim');
	await page.getByRole('button', { name: 'Partager' }).click();
	await expect(page.getByText('co-enseignant')).toBeVisible();
	await noViolation(page);
	await become(page, 'karim.benali', baseURL);
	await page.goto(`/casier/${id}/partage`);
	await page.getByRole('button', { name: 'Me retirer' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	expect((await page.request.get(`/casier/${id}/modifier`)).status()).toBe(404);

	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/casier/remplacement');
	await page.getByLabel('Enseignant absent').selectOption('Durand Hélène');
	await page.getByLabel('Classe ou groupe').selectOption('5e B');
	await page.getByLabel('Remplaçant').selectOption('Benali Karim');
	await page.getByRole('button', { name: 'Confier les travaux' }).click();
	const line = page.getByRole('listitem').filter({ hasText: 'Karim Benali remplace Hélène Durand en 5e B' });
	await expect(line).toBeVisible();
	await noViolation(page);
	await become(page, 'karim.benali', baseURL);
	expect((await page.request.get(`/casier/${id}/modifier`)).status()).toBe(200);
	await page.goto('/casier/remplacement');
	await page.getByRole('listitem').filter({ hasText: 'remplace Hélène Durand en 5e B' }).getByRole('button', { name: 'Mettre fin' }).click();
	await expect(page.getByText('Remplacement terminé.')).toBeVisible();
	expect((await page.request.get(`/casier/${id}/modifier`)).status()).toBe(404);
});

test('a box and a document are there for the class and its families; archived, they are gone', async ({ page, baseURL }) => {
	const [box, drop] = [unique('Casier'), unique('La leçon')];
	await become(page, 'helene.durand', baseURL);
	await beginWork(page, box, '', '/casier/nouveau?type=casier');
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	await expect(await listed(page, box)).toBeVisible();
	await beginWork(page, drop, '', '/casier/nouveau?type=document');
	await choose(page, textFile('lecon.txt', 'La leçon'));
	await arrivedWhole(page, 'lecon.txt');
	await page.getByRole('button', { name: 'Publier' }).click();
	await expect(page).toHaveURL(/\/casier$/);
	await expect(await listed(page, drop)).toBeVisible();
	for (const login of ['lea.martin', 'sophie.martin']) {
		await become(page, login, baseURL);
		await page.goto('/casier/documents');
		const child = page.getByRole('link', { name: 'Léa' });
		if (login === 'sophie.martin') await child.click();
		await expect(page.getByRole('link', { name: box })).toBeVisible();
		const article = page.getByRole('article').filter({ hasText: drop });
		const [download] = await Promise.all([page.waitForEvent('download'), article.getByRole('link', { name: /lecon\.txt/ }).click()]);
		expect(await readFile(await download.path(), 'utf8')).toBe('La leçon');
		await noViolation(page);
	}
	await become(page, 'helene.durand', baseURL);
	await page.goto('/casier');
	await (await listed(page, drop)).click();
	await page.getByRole('button', { name: 'Archiver' }).click();
	await expect(page.getByText('Archivé. Rien')).toBeVisible();
	await become(page, 'lea.martin', baseURL);
	await page.goto('/casier/documents');
	await expect(page.getByRole('article').filter({ hasText: drop })).toHaveCount(0);
});
