/** Every page there is, for the people who use it: axe, widths, targets, weight, other hosts. What is refused: refused.spec.ts. */
import { expect, test, type Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { demoPassword, enter, logIn, logOut } from '../support/journey.ts';
import { weighing } from '../support/weigh.ts';
import { send } from './refused.ts';
import { faults, look, lookAtFrameInTheDark, withinBudget } from './look.ts';
import { ELSEWHERE, everyPage, SIGNED_IN, visit, VISITOR, type Visit } from './visits.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('no page is left out', () => {
	const seen = new Set([...VISITOR, ...Object.values(SIGNED_IN).flat()].map((one) => one.route));
	expect(everyPage().filter((route) => !seen.has(route) && !(route in ELSEWHERE))).toEqual([]);
});

const FAMILIES = ['lea.martin', 'sophie.martin'];

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

/** A wrong code, where only who is on his way in comes. */
async function refuse(page: Page, action: string): Promise<void> {
	await send(page, action, { typed: { code: 'abc' } });
	await expect(page.getByRole('alert').first(), action).toBeVisible();
	expect.soft(await faults(page), `${action} refused`).toEqual([]);
}

test('what visitors see', async ({ page }) => {
	test.setTimeout(120_000);
	await lookAtAll(page, VISITOR, true);
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
	});
}

test('the second factor', async ({ page }) => {
	await logIn(page, 'bruno.garnier');
	await page.goto('/compte/deuxieme-facteur');
	await refuse(page, '/compte/deuxieme-facteur?/default');
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
	await refuse(page, '/connexion/code?/default');
});
