/** axe on every page there is, for the people who use it, light and dark, filled, empty and refused. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { demoPassword, enter, logIn, logOut } from '../support/journey.ts';
import { ELSEWHERE, everyPage, SIGNED_IN, visit, VISITOR, type Visit } from './visits.ts';

test('no page is left out', () => {
	const seen = new Set([...VISITOR, ...Object.values(SIGNED_IN).flat()].map((one) => one.route));
	expect(everyPage().filter((route) => !seen.has(route) && !(route in ELSEWHERE))).toEqual([]);
});

async function faults(page: Page, where: string): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.map(({ id, nodes }) => {
		const places = nodes.map((node) => node.target.join(' ')).slice(0, 3);
		return `${where}: ${id} ${places.join(' | ')}`;
	});
}

async function check(page: Page, one: Visit): Promise<void> {
	await page.emulateMedia({ colorScheme: 'light' });
	await visit(page, one);
	const where = new URL(page.url()).pathname;
	await expect(page.locator('h1'), where).toHaveCount(1);
	expect.soft(await faults(page, where)).toEqual([]);
	await page.emulateMedia({ colorScheme: 'dark' });
	expect.soft(await faults(page, `${where} (dark)`)).toEqual([]);
}

test('public pages', async ({ page }) => {
	test.setTimeout(120_000);
	for (const one of VISITOR) await check(page, one);
});

for (const [login, visits] of Object.entries(SIGNED_IN)) {
	test(`pages of ${login}`, async ({ page, baseURL }) => {
		test.setTimeout(240_000);
		await enter(page, login, baseURL ?? '');
		for (const one of visits) await check(page, one);
	});
}

test('refused forms', async ({ page }) => {
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('personne');
	await page.getByLabel('Mot de passe').fill('non');
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page.getByRole('alert').first()).toBeVisible();
	expect(await faults(page, '/connexion')).toEqual([]);
	await page.goto('/activation');
	await page.locator('form[action="?/check"]').evaluate((form: HTMLFormElement) => {
		form.noValidate = true;
	});
	await page.getByRole('button', { name: 'Continuer' }).click();
	await expect(page.getByText('Remplissez ce champ.').first()).toBeVisible();
	expect(await faults(page, '/activation')).toEqual([]);
});

// Each form is sent as it is found, by somebody who filled in nothing.
const EMPTY_FORMS: [login: string, path: string, button: RegExp][] = [
	['lea.martin', '/messagerie/ecrire', /^Vérifier/],
	['lea.martin', '/compte/mot-de-passe', /^Enregistrer/],
	['philippe.moreau', '/administration/invite', /^Créer/],
	['philippe.moreau', '/actualites/nouvelle', /^Enregistrer/],
	['philippe.moreau', '/administration/communication/pourquoi', /^Expliquer/],
	['helene.durand', '/annuaire/groupes/nouveau', /^Créer/],
	['claire.besson', '/etablissements/nouveau', /^Ouvrir/]
];

for (const [login, path, button] of EMPTY_FORMS) {
	test(`${path} sent empty`, async ({ page, baseURL }) => {
		await enter(page, login, baseURL ?? '');
		await page.goto(path);
		await page.getByRole('main').getByRole('button', { name: button }).first().click();
		expect(await faults(page, path)).toEqual([]);
	});
}

test('the second factor', async ({ page }) => {
	await logIn(page, 'bruno.garnier');
	await page.goto('/compte/deuxieme-facteur');
	const secret = (await page.locator('code').first().textContent()) ?? '';
	await page.getByLabel('Code à 6 chiffres').fill(new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate());
	await page.getByRole('button', { name: 'Installer' }).click();
	await expect(page.getByRole('heading', { name: 'Vos codes de secours' })).toBeVisible();
	expect(await faults(page, '/compte/deuxieme-facteur')).toEqual([]);
	await logOut(page);
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('bruno.garnier');
	await page.getByLabel('Mot de passe').fill(demoPassword());
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page).toHaveURL(/\/connexion\/code/);
	expect(await faults(page, '/connexion/code')).toEqual([]);
});
