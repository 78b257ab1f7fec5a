/** Writing, reading and answering, at both sizes; what is refused, what is kept, what is sent once. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { arrived, become, enter, noViolation } from '../support/journey.ts';

test('a teacher writes to the parents of her class, a parent reads and answers', async ({ page, baseURL }) => {
	const subject = `Sortie au musée ${randomUUID().slice(0, 8)}`;
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie');
	await page.getByRole('main').getByRole('link', { name: 'Écrire' }).first().click();
	const place = () => page.getByLabel('Objet').evaluate((field) => field.getBoundingClientRect().top + window.scrollY);
	const before = await place();
	await page.getByLabel('À qui').pressSequentially('parents 5eb', { delay: 30 });
	await expect(page.getByRole('button', { name: /Ajouter parents de la 5e B/ })).toBeVisible();
	// Suggestions lie over the form and do not push it; chosen from, they are gone.
	expect(await place()).toBe(before);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Retirer parents de la 5e B' })).toBeVisible();
	await expect(page.getByRole('button', { name: /^Ajouter parents/ })).toHaveCount(0);
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Bonjour,\n\nLe programme est sur https://musee.exemple.fr/jeunes.\n\n<b>À mardi</b>');
	await noViolation(page);
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('heading', { name: /^\d+ personnes recevront ce message/ })).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: /^Envoyer aux \d+ parents de la 5e B$/ }).click();
	await expect(page.getByText(/^Message envoyé à \d+ personnes\./)).toBeVisible();
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toContainText('parents de la 5e B');

	await become(page, 'sophie.martin', baseURL);
	const line = await arrived(page, subject);
	await expect(line).toContainText('non lu');
	await line.click();
	await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
	const open = page.getByRole('article');
	await expect(open.getByRole('link', { name: 'https://musee.exemple.fr/jeunes' })).toBeVisible();
	await expect(open.getByText('<b>À mardi</b>')).toBeVisible();
	await noViolation(page);
	// Other parents may not be written to: no answer to all is offered.
	await expect(page.getByRole('button', { name: /Répondre à tous/ })).toHaveCount(0);
	await page.getByLabel('Votre réponse').fill('Merci, elle y sera.');
	await page.getByRole('button', { name: 'Répondre à Mme Durand' }).click();
	await expect(open.getByText('Merci, elle y sera.')).toBeVisible();
	await page.goto('/messagerie');
	await expect(page.getByRole('link', { name: subject })).not.toContainText('non lu');

	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject, '/messagerie?non-lus')).click();
	await expect(open.getByText('Merci, elle y sera.')).toBeVisible();
	await expect(page.getByText('En réponse à ce message de Moi')).toBeVisible();
	await page.getByRole('button', { name: 'Marquer comme non lu' }).click();
	await expect(page.getByRole('link', { name: subject })).toContainText('non lu');
});

test('a pupil finds her teachers, not another pupil, and a refused message keeps what was written', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui').pressSequentially('haddad', { delay: 30 });
	await expect(page.getByText('Personne à ce nom parmi les personnes à qui tu peux écrire.')).toBeVisible();
	await page.getByLabel('À qui').fill('durand');
	await page.getByRole('button', { name: /Ajouter Mme Durand/ }).click();
	await page.getByLabel('Message', { exact: true }).fill('Bonjour madame');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('alert')).toContainText('Objet');
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Bonjour madame');
	await expect(page.getByRole('button', { name: 'Retirer Mme Durand' })).toBeVisible();
	await noViolation(page);
});

test('a double click sends once', async ({ page, baseURL }) => {
	const subject = `Une fois ${randomUUID().slice(0, 8)}`;
	await become(page, 'karim.benali', baseURL);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui').fill('durand');
	await page.getByRole('button', { name: /Ajouter Mme Hélène Durand/ }).click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Bonjour');
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).dblclick();
	await expect(page).toHaveURL(/\/messagerie$/);
	// And once more, as a browser does that goes back and sends again.
	await page.goBack();
	await page
		.getByRole('button', { name: /Envoyer à/ })
		.click()
		.catch(() => undefined);
	await page.goto('/messagerie/envoyes');
	await expect(page.getByRole('link', { name: subject })).toHaveCount(1);
});

test('the session ends while one writes: the text is still there, and goes out once one is back', async ({ page, baseURL }) => {
	const subject = `Gardé ${randomUUID().slice(0, 8)}`;
	await become(page, 'karim.benali', baseURL);
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui').fill('durand');
	await page.getByRole('button', { name: /Ajouter Mme Hélène Durand/ }).click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill('Un long texte, écrit lentement.');
	await page.context().clearCookies();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('session');
	await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Un long texte, écrit lentement.');
	await enter(page, 'karim.benali', baseURL ?? '');
	await page.getByRole('button', { name: /continuer/ }).click();
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();
});

test('what one never received is not there', async ({ page, baseURL }) => {
	await become(page, 'helene.durand', baseURL);
	await page.goto('/messagerie/envoyes');
	const address = await page.locator('main ul a[href^="/messagerie/"]').first().getAttribute('href');
	await become(page, 'anne-marie.perrin', baseURL);
	const answer = await page.goto(address ?? '');
	expect(answer?.status()).toBe(404);
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('find, add, remove, check and send by buttons alone', async ({ page, baseURL }) => {
		const subject = `Sans script ${randomUUID().slice(0, 8)}`;
		await become(page, 'helene.durand', baseURL);
		await page.goto('/messagerie/ecrire');
		await page.getByLabel('Message', { exact: true }).fill('Bonjour à tous');
		await page.getByLabel('À qui').fill('élèves 5e b');
		// Enter in a field searches; it neither sends nor takes anybody away.
		await page.getByLabel('Objet').fill(subject);
		await page.getByLabel('Objet').press('Enter');
		await page.getByRole('button', { name: /Ajouter élèves de la 5e B/ }).click();
		await page.getByLabel('À qui').fill('nadia lefevre');
		await page.getByRole('button', { name: 'Chercher', exact: true }).last().click();
		await page.getByRole('button', { name: /Ajouter .*Nadia Lefèvre/ }).click();
		await page.getByRole('button', { name: /Retirer .*Nadia Lefèvre/ }).click();
		await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Bonjour à tous');
		await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
		await page.getByRole('button', { name: 'Modifier' }).click();
		await expect(page.getByLabel('Objet')).toHaveValue(subject);
		await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
		await page.getByRole('button', { name: /^Envoyer aux \d+ élèves de la 5e B$/ }).click();
		await become(page, 'lea.martin', baseURL);
		await (await arrived(page, subject)).click();
		await page.getByLabel('Ta réponse').fill('Merci madame');
		await page.getByRole('button', { name: 'Répondre à Mme Durand' }).click();
		await expect(page.getByRole('article').getByText('Merci madame')).toBeVisible();
	});
});
