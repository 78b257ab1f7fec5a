import { expect, test } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { enter, logOut } from '../support/journey.ts';

const LIST = `Nom;Prénom;Date de naissance;Classe
Vasseur;Élina;03/02/2014;6e A
Vasseur;Malo;12/09/2012;5e A
`;

// A number serves once: the second size would find the school there.
test('the département opens a school, its head imports the pupils, a pupil activates', { tag: '@once' }, async ({ page, browser, baseURL }) => {
	test.setTimeout(120_000);
	await enter(page, 'claire.besson', baseURL ?? '');
	await page.goto('/accueil');
	await page.getByRole('main').getByRole('link', { name: 'Ouvrir un collège' }).click();
	await page.getByLabel("Numéro de l'établissement").fill('0928888A');
	await page.getByLabel('Nom', { exact: true }).fill('Collège Sainte-Anne');
	await page.getByLabel('Commune').fill('Meudon');
	await page.getByRole('button', { name: 'Ouvrir ce collège' }).click();
	await expect(page.getByRole('alert').first()).toContainText('La lettre ne correspond pas aux chiffres');
	await expect(page.getByLabel('Nom', { exact: true })).toHaveValue('Collège Sainte-Anne');
	await page.getByLabel("Numéro de l'établissement").fill('092 8888l');
	await page.getByRole('button', { name: 'Ouvrir ce collège' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Collège Sainte-Anne');

	await page.getByLabel('Prénom').fill('Rose');
	await page.getByLabel('Nom', { exact: true }).fill('Valland');
	await page.getByRole('button', { name: 'Créer son compte' }).click();
	await expect(page.getByRole('status').first()).toContainText('Compte créé pour Rose Valland');
	const code = (await page.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/).textContent()) ?? '';
	expect(code).not.toBe('');

	const context = await browser.newContext({ baseURL: baseURL ?? '', locale: 'fr-FR' });
	const head = await context.newPage();
	const activate = async (codeOf: string, family: string, birth: string) => {
		await head.goto('/activation');
		await head.getByLabel("Code d'activation").fill(codeOf);
		await head.getByLabel('Nom de famille').fill(family);
		if (birth) await head.getByLabel(/[Dd]ate de naissance/).fill(birth);
		await head.getByRole('button', { name: 'Continuer' }).click();
		await head.getByLabel(/^Choisi/).fill('trois lapins dans la neige');
		await head.getByLabel(/lu la charte/).check();
		await head.getByRole('button', { name: 'Activer mon compte' }).click();
		await expect(head).toHaveURL(/\/accueil$/);
	};
	await activate(code, 'Valland', '');
	await head.goto('/administration/import-csv');
	await expect(head).toHaveURL(/deuxieme-facteur/);
	const secret = (await head.locator('code').first().textContent()) ?? '';
	await head.getByLabel('Code à 6 chiffres').fill(new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate());
	await head.getByRole('button', { name: 'Installer' }).click();
	await expect(head.getByRole('heading', { name: 'Vos codes de secours' })).toBeVisible();
	await head.goto('/administration/import-csv');
	await head.getByLabel('Des élèves').check();
	await head.locator('input[type=file]').setInputFiles({ name: 'eleves.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) });
	await head.getByRole('button', { name: 'Lire le fichier' }).click();
	await head.getByRole('button', { name: /^Importer/ }).click();
	await expect(head).not.toHaveURL(/import-csv\/./);
	await head.goto('/administration');
	await expect(head.getByRole('cell', { name: '1' }).first()).toBeVisible();
	await head.goto('/annuaire?q=vasseur');
	await head.getByRole('main').getByRole('link', { name: /Élina/ }).first().click();
	await head.goto(`${head.url()}/code`);
	await head.getByRole('button', { name: 'Faire un nouveau code' }).click();
	const pupilCode = (await head.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/).textContent()) ?? '';
	await logOut(head);
	await activate(pupilCode, 'Vasseur', '03/02/2014');
	await expect(head.getByRole('heading', { level: 1 })).toContainText('Élina');
	await context.close();
	await page.reload();
	await page.goto(page.url().replace(/\?.*/, ''));
	await expect(page.locator('dt', { hasText: 'Élèves' }).locator('+ dd')).toHaveText('2');
});
