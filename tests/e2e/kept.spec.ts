/** What was typed and attached is still there: the server is away, the letter undone or put off, the session lost. */
import { expect, test } from '@playwright/test';
import { whileDatabaseIsAway } from '../support/away.ts';
import { arrived, become, enter, noViolation, unique } from '../support/journey.ts';
import { arrivedWhole, begin, choose, saved, textFile } from '../support/writing.ts';

test.setTimeout(120_000);

test('the server answers 503 while one writes: the page says so, keeps the text, and saves it when the server is back', async ({ page, baseURL }) => {
	const subject = unique('Serveur absent');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Avant');
	await expect(saved(page)).toBeVisible();
	const answers: number[] = [];
	page.on('response', (response) => {
		if (response.url().endsWith('/messagerie/ecrire/brouillon')) answers.push(response.status());
	});
	await whileDatabaseIsAway(async () => {
		await page.getByLabel('Message', { exact: true }).fill('Écrit pendant ce temps');
		await expect(page.getByText(/^Non enregistré, on réessaie/)).toBeVisible();
		expect(answers).toContain(503);
		await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit pendant ce temps');
	});
	await expect(saved(page)).toBeVisible({ timeout: 60_000 });
	await page.reload();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Écrit pendant ce temps');
});

test('the server answers 503 to the letter itself: the answer carries what was typed, and its button goes on', async ({ page, baseURL }) => {
	const subject = unique('Envoi refusé');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Deux lignes,\net un « mot » <entre> guillemets');
	await expect(saved(page)).toBeVisible();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await whileDatabaseIsAway(async () => {
		const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().includes('?/envoyer'));
		await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
		expect((await answer).status()).toBe(503);
		await expect(page.getByLabel('Texte gardé')).toHaveValue(`${subject}\n\nDeux lignes,\net un « mot » <entre> guillemets`);
		await noViolation(page);
	});
	await expect(async () => {
		await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
		await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible({ timeout: 3_000 });
	}).toPass({ timeout: 40_000 });
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toHaveCount(1);
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await expect(page.getByRole('article').getByText('et un « mot » <entre> guillemets')).toBeVisible();
});

test('files stay with a letter undone, put off, and opened again after the session was lost', async ({ page, baseURL }) => {
	const subject = unique('Fichiers gardés');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Avec un plan');
	await choose(page, textFile('plan.txt', 'Salle 12'));
	await arrivedWhole(page, 'plan.txt');
	await expect(saved(page)).toBeVisible();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await page.getByRole('button', { name: "Annuler l'envoi" }).click();
	await expect(page.getByText('Envoi annulé.')).toBeVisible();
	await arrivedWhole(page, 'plan.txt');

	await page.getByText('Envoyer plus tard').click();
	await page.getByLabel('Jour').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
	await page.getByLabel('Heure').fill('07:30');
	await page.getByRole('button', { name: "Programmer l'envoi" }).click();
	await page.getByRole('listitem').filter({ hasText: subject }).getByRole('button', { name: "Annuler l'envoi et modifier" }).click();
	await arrivedWhole(page, 'plan.txt');

	// One file arrives, and the session is gone before the draft names it.
	await page.route('**/messagerie/ecrire/brouillon', (route) => route.abort());
	await choose(page, textFile('horaires.txt', 'Neuf heures'));
	await arrivedWhole(page, 'horaires.txt');
	await expect(page.getByText(/^Non enregistré, on réessaie/)).toBeVisible();
	await page.context().clearCookies();
	await page.unroute('**/messagerie/ecrire/brouillon');
	await expect(page.getByText("La session s'est terminée")).toBeVisible({ timeout: 40_000 });
	await page.goto('/connexion');
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.goto('/messagerie/ecrire');
	await page.getByRole('link', { name: 'Le reprendre' }).click();
	await arrivedWhole(page, 'plan.txt');
	await arrivedWhole(page, 'horaires.txt');
	await page
		.getByRole('button', { name: "Vérifier avant d'envoyer" })
		.or(page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }))
		.first()
		.click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	for (const name of ['plan.txt', 'horaires.txt']) await expect(page.getByRole('article').getByRole('link', { name: new RegExp(name) })).toBeVisible();
});

test('from the quick answer to the whole page, what was typed goes along; a file is added, and all are answered', async ({ page, baseURL }) => {
	const subject = unique('Réponse longue');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Qui vient\u202f?');
	await page.getByLabel('À qui', { exact: true }).fill('philippe moreau');
	await page.getByRole('button', { name: /Ajouter .*Philippe Moreau/ }).click();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: 'Envoyer à 2 personnes' }).click();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await page.getByLabel('Votre réponse').fill('Moi, avec la liste.');
	await page.getByRole('button', { name: /^Joindre, mettre en forme/ }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Moi, avec la liste.');
	await page.getByRole('button', { name: 'Répondre à tous (2 personnes)' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Répondre à tous' })).toBeVisible();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Moi, avec la liste.');
	await choose(page, textFile('liste.txt', 'Léa'));
	await arrivedWhole(page, 'liste.txt');
	await noViolation(page);
	await page.getByRole('button', { name: 'Envoyer la réponse' }).click();
	await expect(page.getByText('Message envoyé à 2 personnes.')).toBeVisible();
	await become(page, 'philippe.moreau', baseURL);
	await expect(async () => {
		await page.goto('/messagerie');
		await page.getByRole('link', { name: new RegExp(`Mme Durand.*${subject}`, 's') }).click({ timeout: 1_000 });
	}).toPass({ timeout: 40_000 });
	await expect(page.getByRole('article').getByText('Moi, avec la liste.')).toBeVisible();
	await expect(page.getByRole('link', { name: /liste\.txt/ })).toBeVisible();
});
