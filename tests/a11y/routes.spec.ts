/** axe on every route, for the people who use it, filled and refused; and at 320 px nothing scrolls sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { enter } from '../support/journey.ts';

const PUBLIC = ['/', '/connexion', '/activation', '/mot-de-passe-oublie', '/charte', '/aide', '/accessibilite', '/donnees', '/affichage', '/nulle-part'];
const SIGNED_IN: Record<string, string[]> = {
	'lea.martin': [
		'/accueil',
		'/messagerie',
		'/messagerie/envoyes',
		'/messagerie/ecrire',
		'/annuaire',
		'/annuaire?q=durand',
		'/annuaire?q=zzzz',
		'/actualites',
		'/compte',
		'/compte/mot-de-passe',
		'/deconnexion',
		'/affichage',
		'/nulle-part'
	],
	'sophie.martin': ['/accueil', '/messagerie', '/annuaire', '/actualites', '/compte'],
	'helene.durand': ['/accueil', '/messagerie', '/messagerie/ecrire', '/annuaire', '/annuaire?q=martin', '/compte'],
	'philippe.moreau': [
		'/accueil',
		'/administration',
		'/administration/comptes',
		'/administration/communication',
		'/administration/communication/pourquoi',
		'/administration/doublons',
		'/administration/fiches',
		'/administration/imports',
		'/administration/invite',
		'/administration/import-csv',
		'/actualites',
		'/actualites/nouvelle',
		'/compte/deuxieme-facteur'
	],
	'claire.besson': ['/accueil', '/etablissements/nouveau', '/actualites', '/actualites/nouvelle', '/annuaire', '/messagerie'],
	'maud.fabre': ['/accueil', '/exploitation', '/exploitation/imports/1', '/compte']
};

async function check(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await expect(page.locator('h1'), path).toHaveCount(1);
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(
		violations.map(
			(one) =>
				`${path}: ${one.id} ${one.nodes
					.map((node) => node.target.join(' '))
					.slice(0, 3)
					.join(' | ')}`
		)
	).toEqual([]);
	await page.setViewportSize({ width: 320, height: 640 });
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	expect(wide, `${path} scrolls sideways at 320 px`).toBeLessThanOrEqual(0);
	await page.setViewportSize({ width: 1280, height: 860 });
}

test('public pages', async ({ page }) => {
	test.setTimeout(120_000);
	for (const path of PUBLIC) await check(page, path);
});

for (const [login, paths] of Object.entries(SIGNED_IN)) {
	test(`pages of ${login}`, async ({ page, baseURL }) => {
		test.setTimeout(180_000);
		await enter(page, login, baseURL ?? '');
		for (const path of paths) await check(page, path);
	});
}

test('refused forms', async ({ page }) => {
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('personne');
	await page.getByLabel('Mot de passe').fill('non');
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page.getByRole('alert').first()).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations.map((one) => one.id)).toEqual([]);
	await page.goto('/activation');
	await page.locator('form[action="?/check"]').evaluate((form: HTMLFormElement) => {
		form.noValidate = true;
	});
	await page.getByRole('button', { name: 'Continuer' }).click();
	await expect(page.getByText('Remplissez ce champ.').first()).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations.map((one) => one.id)).toEqual([]);
});

test('the dark theme', async ({ page, baseURL }) => {
	await page.emulateMedia({ colorScheme: 'dark' });
	for (const path of ['/connexion', '/activation']) {
		await page.goto(path);
		expect(
			(await new AxeBuilder({ page }).analyze()).violations.map((one) => one.id),
			path
		).toEqual([]);
	}
	await enter(page, 'sophie.martin', baseURL ?? '');
	for (const path of ['/accueil', '/messagerie', '/annuaire', '/compte']) {
		await page.goto(path);
		expect(
			(await new AxeBuilder({ page }).analyze()).violations.map((one) => one.id),
			path
		).toEqual([]);
	}
});
