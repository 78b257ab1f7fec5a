import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { pdf } from '../support/documents.ts';
import { arrived, enter, logIn, logOut, preau } from '../support/journey.ts';

test('without JavaScript: activate, read, write, search, log out', async ({ page }) => {
	const { code } = JSON.parse(preau('accounts', 'code', 'monique.martin', '--json')) as { code: string };
	await page.goto('/activation');
	await page.getByLabel("Code d'activation").fill(code);
	await page.getByLabel('Nom de famille').fill('martin');
	await page.getByRole('button', { name: 'Continuer' }).click();
	await page.getByLabel('Choisissez un mot de passe').fill('trois lapins dans la neige');
	await page.getByLabel(/J'ai lu la charte/).check();
	await page.getByRole('button', { name: 'Activer mon compte' }).click();
	await expect(page).toHaveURL(/\/accueil$/);
	await page.goto('/actualites');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await page.goto('/annuaire');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await logOut(page);
});

test('without JavaScript: log in, and choose the dark theme', async ({ page }) => {
	await logIn(page, 'lea.martin');
	await page.goto('/affichage');
	await page.getByLabel('Sombre').check();
	await page.getByRole('main').getByRole('button').first().click();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('nothing asks another host for anything', async ({ page, baseURL }) => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith(baseURL ?? '') && !request.url().startsWith('data:')) asked.push(request.url());
	});
	await page.goto('/');
	await enter(page, 'sophie.martin', baseURL ?? '');
	for (const path of ['/accueil', '/messagerie', '/annuaire', '/actualites', '/compte', '/affichage']) await page.goto(path);
	expect(asked).toEqual([]);
});

test('without JavaScript: the bell, the list, one read, all read, and how to be told', async ({ page }) => {
	await logIn(page, 'lea.martin');
	const bell = page.locator('[data-bell] .dot');
	// Journeys before this one rang her bell too.
	await page.goto('/notifications');
	const all = page.getByRole('button', { name: 'Tout marquer comme lu' });
	if (await all.isVisible()) await all.click();
	await expect(bell).toBeHidden();
	preau('notifications', 'try', 'lea.martin');
	preau('notifications', 'try', 'lea.martin');
	await page.goto('/accueil');
	await expect(bell).toHaveText('2');
	await page.locator('[data-bell]').click();
	await page.getByRole('link', { name: /Non lues/ }).click();
	await expect(page).toHaveURL(/non-lues/);
	await page
		.getByRole('button', { name: /^Marquer comme lu/ })
		.first()
		.click();
	await expect(bell).toHaveText('1');
	await all.click();
	await expect(page.getByText('Tu as tout vu.')).toBeVisible();
	await page.getByRole('link', { name: 'Choisir comment te prévenir' }).click();
	await page.getByRole('group', { name: 'Messages' }).getByLabel('Par courriel').selectOption('Un résumé par jour, à 17 h');
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.getByRole('group', { name: 'Messages' }).getByLabel('Par courriel')).toHaveValue('daily');
});

test('without JavaScript: report a message, and be told what happens next', async ({ page, baseURL }) => {
	const subject = `Sans script ${randomUUID().slice(0, 8)}`;
	await enter(page, 'helene.durand', baseURL ?? '');
	await page.goto('/annuaire?q=sophie martin');
	await page
		.getByRole('link', { name: /Sophie Martin/ })
		.first()
		.click();
	await page
		.getByRole('main')
		.getByRole('link', { name: /Écrire/ })
		.first()
		.click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Des mots de trop.');
	// The one addressee came with the link: the page already says to whom it goes.
	await page.getByRole('button', { name: /^Envoyer à .*Martin$/ }).click();
	await page.context().clearCookies();
	await enter(page, 'sophie.martin', baseURL ?? '');
	await (await arrived(page, subject)).click();
	await page.getByRole('link', { name: 'Signaler' }).last().click();
	await page.getByLabel('Harcèlement').check();
	await page.getByRole('button', { name: 'Signaler à la direction' }).click();
	await expect(page.getByText('Ce message est signalé')).toBeVisible();
});

test('without JavaScript: keep a draft, send with a copy, undo, send later', async ({ page, baseURL }) => {
	const subject = `Sans script ${randomUUID().slice(0, 8)}`;
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill('durand');
	await page.getByRole('main').getByRole('button', { name: 'Chercher', exact: true }).first().click();
	await page.getByRole('button', { name: /Ajouter .*Hélène Durand/ }).click();
	await page.getByText('Ajouter des copies').click();
	const copy = page.locator('[data-line=cc]');
	await copy.getByRole('searchbox').fill('philippe moreau');
	await copy.getByRole('button', { name: 'Chercher' }).click();
	await page.getByRole('button', { name: /Ajouter .*Philippe Moreau/ }).click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Sans une ligne de script');
	await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
	await expect(page.getByText('Brouillon enregistré.')).toBeVisible();
	await page.goto('/messagerie/brouillons');
	await page.getByRole('link', { name: subject }).click();
	await expect(page.getByRole('button', { name: /Retirer .*Moreau/ })).toBeVisible();
	await page.getByRole('button', { name: /^Envoyer à 2 personnes$/ }).click();
	await page.goto('/messagerie/envoyes');
	await page.getByRole('button', { name: "Annuler l'envoi" }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Sans une ligne de script');
	await page.getByText('Envoyer plus tard').click();
	await page.getByLabel('Jour').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
	await page.getByLabel('Heure').fill('18:30');
	await page.getByRole('button', { name: "Programmer l'envoi" }).click();
	const line = page.getByRole('listitem').filter({ hasText: subject });
	await expect(line).toContainText(/18.h.30/);
	await line.getByRole('button', { name: "Annuler l'envoi et modifier" }).click();
	await expect(page.getByLabel('Objet')).toHaveValue(subject);
});

test('without JavaScript: attach two files to a letter, take one away, send; the other arrives, and is looked at page by page', async ({ page, baseURL }) => {
	const subject = `Pièces sans script ${randomUUID().slice(0, 8)}`;
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill('durand');
	await page.getByRole('main').getByRole('button', { name: 'Chercher', exact: true }).first().click();
	await page.getByRole('button', { name: /Ajouter .*Hélène Durand/ }).click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Avec un fichier');
	await page.getByRole('button', { name: 'Joindre des fichiers' }).click();
	await page.getByLabel('Fichiers à joindre').setInputFiles([
		{ name: 'garder.pdf', mimeType: 'application/pdf', buffer: await pdf(2) },
		{ name: 'enlever.txt', mimeType: 'text/plain', buffer: Buffer.from('enlever') }
	]);
	await page.getByRole('button', { name: 'Joindre au message' }).click();
	await expect(page.getByLabel('Objet')).toHaveValue(subject);
	await page.getByRole('button', { name: 'Retirer enlever.txt' }).click();
	await expect(page.getByText('enlever.txt')).toHaveCount(0);
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await page.context().clearCookies();
	await enter(page, 'helene.durand', baseURL ?? '');
	await (await arrived(page, subject)).click();
	await expect(page.getByText('enlever.txt')).toHaveCount(0);
	await page.getByRole('article').getByRole('link', { name: 'Voir garder.pdf' }).click();
	// Drawn by a worker meanwhile: the button looks again.
	const again = page.getByRole('link', { name: 'Actualiser' });
	await expect(async () => {
		if (await again.isVisible()) await again.click();
		await expect(page.getByRole('img', { name: 'Page 2 de garder.pdf' })).toBeVisible({ timeout: 1_000 });
	}).toPass({ timeout: 20_000 });
	await expect(page.getByText(/^Au clavier/)).toBeHidden();
	await page.getByRole('link', { name: 'Aller à la page 2' }).click();
	await expect(page.getByRole('img', { name: 'Page 2 de garder.pdf' })).toBeInViewport();
	await expect(page.getByRole('link', { name: 'Aller à la page 2' })).toHaveCount(1);
	await page.getByRole('link', { name: 'Revenir à la page précédente' }).click();
	await expect(page.getByRole('article').getByRole('link', { name: /^garder\.pdf/ })).toBeVisible();
});
