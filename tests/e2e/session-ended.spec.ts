/** A session ends while somebody writes in any form: nothing typed is lost. */
import { expect, test } from '@playwright/test';
import { become, enter, unique } from '../support/journey.ts';

for (const javaScriptEnabled of [true, false]) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled });

		test('what was typed comes back, and is sent once one is signed in again', async ({ page, baseURL }) => {
			const title = unique('Portes ouvertes');
			const text = 'Le collège ouvre ses portes samedi.\nVenez nombreux !';
			await enter(page, 'nadia.lefevre', baseURL ?? '');
			await page.goto('/actualites/nouvelle');
			await page.getByLabel('Titre').fill(title);
			await page.getByLabel('Texte', { exact: true }).fill(text);
			await page.context().clearCookies();
			await page.getByRole('button', { name: 'Enregistrer' }).first().click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText("La session s'est terminée");
			await expect(page.getByRole('alert')).toContainText("Rien de ce qui est écrit n'est perdu");
			await expect(page.getByLabel('Texte gardé').last()).toHaveValue(text);

			// In another tab; too early, it is still there.
			await page.getByRole('button', { name: "C'est fait" }).click();
			await expect(page.getByLabel('Texte gardé').last()).toHaveValue(text);
			await become(page, 'nadia.lefevre', baseURL);
			await page.getByRole('button', { name: "C'est fait" }).click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
			await expect(page.getByText('Venez nombreux')).toBeVisible();
		});

		test('a button alone, and a password, lead to the door and are not kept', async ({ page, baseURL }) => {
			await enter(page, 'nadia.lefevre', baseURL ?? '');
			await page.goto('/compte/mot-de-passe');
			await page.getByLabel('Mot de passe actuel').fill('secret ancien');
			await page.getByLabel('Nouveau mot de passe').fill('secret nouveau');
			await page.context().clearCookies();
			await page.getByRole('button', { name: 'Enregistrer' }).click();
			await expect(page.locator('html')).not.toContainText('secret nouveau');
			expect(await page.content()).not.toContain('secret nouveau');
		});
	});
}
