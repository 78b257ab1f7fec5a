import { get } from 'node:http';
import { expect, test } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { logIn, logOut } from '../support/journey.ts';

test('a wrong password says so, keeps the login, and does not say whether the account exists', async ({ page }) => {
	const sentences: string[] = [];
	for (const login of ['lea.martin', 'personne.nullepart']) {
		await page.goto('/connexion');
		await page.getByLabel('Identifiant').fill(login);
		await page.getByLabel('Mot de passe').fill('ce nest pas le bon');
		await page.getByRole('button', { name: 'Se connecter' }).click();
		await expect(page.getByLabel('Identifiant')).toHaveValue(login);
		sentences.push((await page.getByRole('alert').first().textContent()) ?? '');
	}
	expect(sentences[0]).toContain('incorrect');
	expect(sentences[0]).toBe(sentences[1]);
});

test('devices are listed, and another one can be sent away', async ({ page, browser, baseURL }) => {
	await logIn(page, 'karim.benali');
	const other = await browser.newContext({ baseURL: baseURL ?? '' });
	const elsewhere = await other.newPage();
	await logIn(elsewhere, 'karim.benali');
	await page.goto('/compte');
	await page.getByRole('button', { name: 'Déconnecter tous les autres appareils' }).click();
	await expect(page.getByRole('status').first()).toContainText('Appareils déconnectés');
	await elsewhere.goto('/accueil');
	await expect(elsewhere).toHaveURL(/\/connexion/);
	await page.goto('/accueil');
	await expect(page).toHaveURL(/\/accueil$/);
	await other.close();
});

/** As this session, on connections of their own: they go to the web processes in turn. */
function askedInTurn(baseURL: string, cookie: string): Promise<(number | undefined)[]> {
	const one = () =>
		new Promise<number | undefined>((resolve, reject) => {
			get(`${baseURL}/api/v1/identity/account`, { agent: false, headers: { cookie } }, (answer) => {
				answer.resume();
				resolve(answer.statusCode);
			}).once('error', reject);
		});
	return Promise.all(Array.from({ length: 8 }, one));
}

test('a session sent away is out in every web process within five seconds', { tag: '@once' }, async ({ page, browser, baseURL }) => {
	await logIn(page, 'karim.benali');
	const other = await browser.newContext({ baseURL: baseURL ?? '' });
	await logIn(await other.newPage(), 'karim.benali');
	const cookie = (await other.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
	await page.goto('/compte');
	// Every process knows it, and remembers it for a moment.
	expect(await askedInTurn(baseURL ?? '', cookie)).toEqual(Array(8).fill(200));
	await page.getByRole('button', { name: 'Déconnecter tous les autres appareils' }).click();
	await expect.poll(() => askedInTurn(baseURL ?? '', cookie), { timeout: 5_000 }).toEqual(Array(8).fill(401));
	await other.close();
});

// Set up once: the second size would find it done.
test('a principal administers only with a second factor', { tag: '@once' }, async ({ page }) => {
	await logIn(page, 'anne-marie.perrin');
	await page.goto('/administration');
	await expect(page).toHaveURL(/deuxieme-facteur/);
	const secret = (await page.locator('code').first().textContent()) ?? '';
	const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
	await page.getByLabel('Code à 6 chiffres').fill(totp.generate());
	await page.getByRole('button', { name: 'Installer' }).click();
	await expect(page.getByRole('heading', { name: 'Vos codes de secours' })).toBeVisible();
	const recovery = (await page.locator('.codes li').first().textContent()) ?? '';
	await page.goto('/administration');
	await expect(page).toHaveURL(/\/administration$/);

	await logOut(page);
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill('anne-marie.perrin');
	await page.getByLabel('Mot de passe').fill((await import('../support/journey.ts')).demoPassword());
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page).toHaveURL(/\/connexion\/code/);
	await page.getByLabel('Code à 6 chiffres').fill(recovery);
	await page.getByRole('button', { name: 'Continuer' }).click();
	await expect(page).toHaveURL(/\/accueil$/);
});

test('a teacher gives a pupil a new code', async ({ page }) => {
	await logIn(page, 'helene.durand');
	await page.goto('/annuaire');
	await page.getByRole('main').getByRole('link', { name: /5e B/ }).first().click();
	await page
		.getByRole('link', { name: /Haddad Yanis|Yanis Haddad/ })
		.first()
		.click();
	const address = page.url();
	await page.goto(`${address}/code`);
	await page.getByRole('button', { name: 'Faire un nouveau code' }).click();
	await expect(page.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/)).toBeVisible();
});
