/** Without JavaScript, what was typed is still there when the server had no time, and when one wants the whole page. */
import { expect, test } from '@playwright/test';
import { whileDatabaseIsAway } from '../support/away.ts';
import { arrived, become, unique } from '../support/journey.ts';
import { begin } from '../support/writing.ts';

test.setTimeout(120_000);

test('the server answers 503 to the letter: the answer carries it, and its button sends it again, once', async ({ page, baseURL }) => {
	const subject = unique('Sans script, serveur absent');
	const text = "Écrit à la main, 3 $& 4 $'";
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, text, false);
	await whileDatabaseIsAway(async () => {
		await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
		await expect(page.getByLabel('Texte gardé')).toHaveValue(`${subject}\n\n${text}`);
		// To whoever reads it, pupil or adult; and what is kept here is not looked for on the page before.
		await expect(page.getByRole('main')).not.toContainText(/vous|votre|[a-zé]ez\b|page d'avant/i);
		// Still away: still there.
		await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
		await expect(page.getByLabel('Texte gardé')).toHaveValue(`${subject}\n\n${text}`);
	});
	await expect(async () => {
		await page.getByRole('button', { name: 'Envoyer de nouveau' }).click();
		await expect(page.getByText('Brouillon enregistré.')).toBeVisible({ timeout: 3_000 });
	}).toPass({ timeout: 40_000 });
	await expect(page.getByLabel('Objet')).toHaveValue(subject);
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue(text);
	await expect(page.getByRole('button', { name: /Retirer .*Durand/ })).toBeVisible();
});

test('a secret is never written into the page of a server that has no time', async ({ page }) => {
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('karim.benali');
	await page.getByLabel('Mot de passe').fill('trois lapins dans la neige');
	await whileDatabaseIsAway(async () => {
		const answer = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.getByRole('button', { name: 'Se connecter' }).click();
		const given = await answer;
		expect(given.status()).toBe(503);
		expect(await given.text()).not.toContain('lapins');
	});
});

test('from the quick answer to the whole page, what was typed goes along', async ({ page, baseURL }) => {
	const subject = unique('Sans script, réponse');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Question', false);
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	await page.getByLabel('Votre réponse').fill('Réponse commencée');
	await page.getByRole('button', { name: /^Joindre, mettre en forme/ }).click();
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Réponse commencée');
	await page.getByRole('button', { name: 'Envoyer la réponse' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
});
