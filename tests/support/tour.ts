/**
 * `npm run screens`: the pictures of the README, taken from a running demo (`npm start`) in the Chromium of
 * the tests. `PREAU_ORIGIN` says where, `PREAU_DATA` which folder.
 */
import { chromium, type Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumLaunch } from './chromium.ts';

const origin = process.env.PREAU_ORIGIN ?? 'http://localhost:3000';
const { password } = JSON.parse(readFileSync(join(process.env.PREAU_DATA ?? 'data', 'demo.json'), 'utf8')) as { password: string };

interface Picture {
	name: string;
	login: string | null;
	path: string;
	width: number;
	dark?: boolean;
	prepare?: (page: Page) => Promise<void>;
}

const PICTURES: Picture[] = [
	{ name: 'connexion-1280', login: null, path: '/connexion', width: 1280 },
	{ name: 'accueil-parent-360', login: 'sophie.martin', path: '/accueil', width: 360 },
	{ name: 'accueil-eleve-360', login: 'lea.martin', path: '/accueil', width: 360 },
	{ name: 'messagerie-1280', login: 'helene.durand', path: '/messagerie', width: 1280 },
	{ name: 'annuaire-1280', login: 'helene.durand', path: '/annuaire?q=martin', width: 1280 },
	{ name: 'actualites-1280-dark', login: 'sophie.martin', path: '/actualites', width: 1280, dark: true },
	{
		name: 'verifier-360',
		login: 'helene.durand',
		path: '/annuaire',
		width: 360,
		async prepare(page) {
			await page.getByRole('main').getByRole('link', { name: /5e B/ }).first().click();
			await page
				.getByRole('link', { name: /responsables/ })
				.first()
				.click();
			await page.getByLabel('Objet').fill('Sortie au musée du Louvre');
			await page
				.getByLabel(/message/i)
				.last()
				.fill('Bonjour,\n\nLa sortie a lieu jeudi. Prévoir un pique-nique.');
			await page.getByRole('button', { name: /Vérifier/ }).click();
			await page.waitForLoadState();
		}
	}
];

const { executablePath, args, env } = await chromiumLaunch();
const browser = await chromium.launch({ executablePath, args, env });
for (const picture of PICTURES) {
	const context = await browser.newContext({
		viewport: { width: picture.width, height: picture.width < 600 ? 740 : 800 },
		colorScheme: picture.dark ? 'dark' : 'light',
		locale: 'fr-FR',
		timezoneId: 'Europe/Paris'
	});
	const page = await context.newPage();
	if (picture.login) {
		await page.goto(`${origin}/connexion`);
		await page.getByLabel('Identifiant').fill(picture.login);
		await page.getByLabel('Mot de passe').fill(password);
		await page.getByRole('button', { name: 'Se connecter' }).click();
		await page.waitForURL('**/accueil');
	}
	await page.goto(origin + picture.path);
	await picture.prepare?.(page);
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	await page.screenshot({ path: `docs/screens/${picture.name}.png` });
	await context.close();
	process.stdout.write(`${picture.name}\n`);
}
await browser.close();
