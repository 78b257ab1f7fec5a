import { expect, test } from '@playwright/test';
import { logIn, logOut, preau } from '../support/journey.ts';

// Each size activates an account of its own: a code serves once.
const PEOPLE = { desktop: { login: 'samira.haddad', family: 'Haddad', birth: '' }, phone: { login: 'julien.martin', family: 'Martin', birth: '' } } as const;

test('activate → log in → read the news → write → read → log out', async ({ page }, info) => {
	const me = PEOPLE[info.project.name as keyof typeof PEOPLE];
	const { code } = JSON.parse(preau('accounts', 'code', me.login, '--json')) as { code: string };
	const password = 'trois lapins dans la neige';

	await test.step('activate with the code of the letter', async () => {
		await page.goto('/');
		await expect(page.getByRole('heading', { name: 'Les informations du jour' })).toBeVisible();
		await page.getByRole('link', { name: /code d'activation/ }).click();
		await page.getByLabel("Code d'activation").fill('AAAA-AAAA');
		await page.getByLabel('Nom de famille').fill(me.family);
		await page.getByRole('button', { name: 'Continuer' }).click();
		await expect(page.getByRole('alert').first()).toContainText('ne vont pas ensemble');
		await expect(page.getByLabel('Nom de famille')).toHaveValue(me.family);
		await page.getByLabel("Code d'activation").fill(code.toLowerCase());
		await page.getByRole('button', { name: 'Continuer' }).click();
		await expect(page.getByText(me.login)).toBeVisible();
		await page.getByLabel('Choisissez un mot de passe').fill('azerty');
		await page.getByLabel(/J'ai lu la charte/).check();
		await page.getByRole('button', { name: 'Activer mon compte' }).click();
		await expect(page.getByText('Ce mot de passe est trop court').first()).toBeVisible();
		await page.getByLabel('Choisissez un mot de passe').fill(password);
		await page.getByLabel(/J'ai lu la charte/).check();
		await page.getByRole('button', { name: 'Activer mon compte' }).click();
		await expect(page).toHaveURL(/\/accueil$/);
		await expect(page.getByRole('status').first()).toContainText('Votre compte est prêt');
	});

	await test.step('log out, and in again', async () => {
		await logOut(page);
		await logIn(page, me.login, password);
	});

	await test.step('read the news', async () => {
		await page.goto('/actualites');
		await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	});

	await test.step('write to a teacher', async () => {
		await page.goto('/messagerie');
		await page.getByRole('main').getByRole('link', { name: 'Écrire' }).first().click();
		await page.getByLabel('À qui').pressSequentially('durand', { delay: 30 });
		await expect(page.getByRole('button', { name: /^Ajouter .*Durand/ })).toBeVisible();
		await page.keyboard.press('Enter');
		await page.getByLabel('Objet').fill('Une question');
		await page.getByLabel('Message', { exact: true }).fill('Bonjour Madame,\n\nÀ quelle heure finit le contrôle ?');
		await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
		await page.getByRole('button', { name: /^Envoyer/ }).click();
		await expect(page.getByText(/^Message envoyé/)).toBeVisible();
	});

	await test.step('read it again', async () => {
		await page.goto('/messagerie/envoyes');
		await page
			.getByRole('link', { name: /Une question/ })
			.first()
			.click();
		await expect(page.getByRole('paragraph').filter({ hasText: 'À quelle heure finit le contrôle' })).toBeVisible();
	});

	await logOut(page);
	await page.goto('/accueil');
	await expect(page).toHaveURL(/\/connexion/);
});
