/** The links of mails, opened in a browser as people do: an address confirmed, a password forgotten. */
import { randomUUID } from 'node:crypto';
import { expect, test, type Browser } from '@playwright/test';
import { logIn, logOut } from '../support/journey.ts';
import { linkMailedTo } from '../support/letters.ts';

const CONFIRM = /\/compte\/verification\/[\w-]{43}/;
const CHOOSE = /\/mot-de-passe-oublie\/[\w-]{43}/;

async function otherDevice(browser: Browser, baseURL: string) {
	const context = await browser.newContext({ baseURL });
	return { context, page: await context.newPage() };
}

for (const javaScriptEnabled of [true, false]) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled });

		// The password is another one afterwards.
		test('an address is confirmed by its link, then opens the account whose password was forgotten', { tag: '@once' }, async ({ page, browser, baseURL }) => {
			const login = javaScriptEnabled ? 'isabelle.petit' : 'nadia.lefevre';
			const email = `${login}.${randomUUID().slice(0, 8)}@exemple.fr`;
			await logIn(page, login);
			await page.goto('/compte');
			await page.getByLabel(/Adresse e-mail/).fill(email);
			await page.getByRole('button', { name: 'Enregistrer' }).last().click();
			await expect(page.getByRole('status').first()).toContainText("C'est enregistré");

			// Opening the link is not enough, mail filters do it too.
			await page.goto(await linkMailedTo(email, CONFIRM));
			await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
			await expect(page.getByRole('status').first()).toContainText(`${email} est confirmée`);

			const elsewhere = await otherDevice(browser, baseURL ?? '');
			await elsewhere.page.goto('/mot-de-passe-oublie');
			await elsewhere.page.getByLabel(/Identifiant ou adresse/).fill(email.toUpperCase());
			await elsewhere.page.getByRole('button', { name: 'Recevoir un lien' }).click();
			await expect(elsewhere.page.getByRole('status').first()).toContainText('Si un compte correspond');
			const link = await linkMailedTo(email, CHOOSE);
			await elsewhere.page.goto(link);
			await elsewhere.page.getByLabel('Choisissez un mot de passe').fill('motdepasse');
			await elsewhere.page.getByRole('button', { name: 'Enregistrer' }).click();
			await expect(elsewhere.page.getByRole('alert').first()).toBeVisible();
			const password = `bateau ${randomUUID()} lampe`;
			await elsewhere.page.getByLabel('Choisissez un mot de passe').fill(password);
			await elsewhere.page.getByRole('button', { name: 'Enregistrer' }).click();
			await expect(elsewhere.page).toHaveURL(/\/accueil$/);

			// The other device is out, the link is dead, the new password opens.
			await page.goto('/accueil');
			await expect(page).toHaveURL(/\/connexion/);
			await logOut(elsewhere.page);
			await elsewhere.page.goto(link);
			await elsewhere.page.getByLabel('Choisissez un mot de passe').fill(password);
			await elsewhere.page.getByRole('button', { name: 'Enregistrer' }).click();
			await expect(elsewhere.page.getByRole('alert').first()).toContainText('Ce lien ne sert plus');
			await logIn(elsewhere.page, login, password);
			await elsewhere.context.close();
		});
	});
}
