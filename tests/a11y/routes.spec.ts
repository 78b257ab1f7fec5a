/** Every page there is, for the people who use it: axe, widths, targets, weight, other hosts; then what refused forms look like. */
import { expect, test, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { demoPassword, enter, logIn, logOut } from '../support/journey.ts';
import { weighing } from '../support/weigh.ts';
import { faults, look, lookAtFrameInTheDark, withinBudget } from './look.ts';
import { ELSEWHERE, everyPage, SIGNED_IN, visit, VISITOR, type Visit } from './visits.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('no page is left out', () => {
	const seen = new Set([...VISITOR, ...Object.values(SIGNED_IN).flat()].map((one) => one.route));
	expect(everyPage().filter((route) => !seen.has(route) && !(route in ELSEWHERE))).toEqual([]);
});

const FAMILIES = ['lea.martin', 'sophie.martin'];

// Each form is sent as it is found, by somebody who filled in nothing and whom the browser did not warn.
const EMPTY_FORMS: [login: string, path: string, button: RegExp][] = [
	['lea.martin', '/messagerie/ecrire', /^Vérifier/],
	['lea.martin', '/compte/mot-de-passe', /^Enregistrer/],
	['philippe.moreau', '/administration/invite', /^Créer/],
	['philippe.moreau', '/administration/import-csv', /^Lire/],
	['philippe.moreau', '/actualites/nouvelle', /^Enregistrer/],
	['helene.durand', '/annuaire/groupes/nouveau', /^Créer/],
	['claire.besson', '/etablissements/nouveau', /^Ouvrir/]
];

async function lookAtAll(page: Page, visits: Visit[], family: boolean): Promise<void> {
	const scale = await weighing(page, test.info().project.use.baseURL ?? '');
	for (const [index, one] of visits.entries()) {
		await visit(page, one);
		await page.evaluate(() => document.fonts.ready.then(() => undefined));
		const weight = scale.take();
		// What was pressed on the way was weighed with its own page.
		if (one.path) withinBudget(one.path, weight, { first: index === 0, family });
		await look(page);
		if (index === 0) await lookAtFrameInTheDark(page);
	}
}

async function sendEmpty(page: Page, path: string, name: RegExp): Promise<void> {
	await page.goto(path);
	const button = page.getByRole('main').getByRole('button', { name }).first();
	await button.evaluate((one: HTMLButtonElement) => {
		if (one.form) one.form.noValidate = true;
	});
	await button.click();
	await expect(page.getByRole('alert').first(), `${path} sent empty`).toBeVisible();
	expect.soft(await faults(page), `${path} sent empty`).toEqual([]);
}

test('what visitors see', async ({ page }) => {
	test.setTimeout(120_000);
	await lookAtAll(page, VISITOR, true);
	await sendEmpty(page, '/activation', /^Continuer/);
	await sendEmpty(page, '/mot-de-passe-oublie', /^Envoyer|^Recevoir/);
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('personne');
	await page.getByLabel('Mot de passe').fill('non');
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page.getByRole('alert').first()).toBeVisible();
	expect(await faults(page), '/connexion refused').toEqual([]);
});

test('the login page on a first visit', async ({ page, baseURL }) => {
	const scale = await weighing(page, baseURL ?? '');
	await page.goto('/connexion');
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	withinBudget('/connexion', scale.take(), { first: true, family: true });
});

for (const [login, visits] of Object.entries(SIGNED_IN)) {
	test(`what ${login} sees`, async ({ page, baseURL }) => {
		test.setTimeout(180_000);
		await enter(page, login, baseURL ?? '');
		await lookAtAll(page, visits, FAMILIES.includes(login));
		for (const [who, path, button] of EMPTY_FORMS) if (who === login) await sendEmpty(page, path, button);
	});
}

test('the second factor', async ({ page }) => {
	await logIn(page, 'bruno.garnier');
	await sendEmpty(page, '/compte/deuxieme-facteur', /^Installer/);
	await page.goto('/compte/deuxieme-facteur');
	const secret = (await page.locator('code').first().textContent()) ?? '';
	await page.getByLabel('Code à 6 chiffres').fill(new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate());
	await page.getByRole('button', { name: 'Installer' }).click();
	await expect(page.getByRole('heading', { name: 'Vos codes de secours' })).toBeVisible();
	await look(page);
	await logOut(page);
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('bruno.garnier');
	await page.getByLabel('Mot de passe').fill(demoPassword());
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page).toHaveURL(/\/connexion\/code/);
	await look(page);
});
