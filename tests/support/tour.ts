/**
 * `npm run screens`: the pictures of the README, taken from a running demo (`npm start`) in the Chromium of
 * the tests. `PREAU_ORIGIN` says where, `PREAU_DATA` which folder.
 */
import { chromium, type Page } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumLaunch } from './chromium.ts';
import { correctExercises, handInExercises, openDeposits } from './tour-casier.ts';

const origin = process.env.PREAU_ORIGIN ?? 'http://localhost:3000';
const { password } = JSON.parse(readFileSync(join(process.env.PREAU_DATA ?? 'data', 'demo.json'), 'utf8')) as { password: string };

interface Picture {
	name: string;
	login: string | null;
	path: string;
	width: number;
	/** Taller than a screen, to show what stands below. */
	height?: number;
	dark?: boolean;
	/** By a diagnosis session: what asks for a second factor. */
	diagnosis?: boolean;
	prepare?: (page: Page) => Promise<void>;
	/** Leaves the demo as it was. */
	after?: (page: Page) => Promise<void>;
}

const PICTURES: Picture[] = [
	{ name: 'connexion-1280', login: null, path: '/connexion', width: 1280 },
	{ name: 'accueil-parent-360', login: 'sophie.martin', path: '/accueil', width: 360 },
	{ name: 'accueil-eleve-360', login: 'lea.martin', path: '/accueil', width: 360 },
	{ name: 'messagerie-1280', login: 'helene.durand', path: '/messagerie', width: 1280 },
	{
		name: 'conversation-1280',
		login: 'helene.durand',
		path: '/messagerie',
		width: 1280,
		async prepare(page) {
			await page.locator('[data-letters] a').first().click();
			await page.waitForLoadState();
		}
	},
	{ name: 'ecrire-1280', login: 'helene.durand', path: '/messagerie/ecrire', width: 1280, height: 1480, prepare: beginLetter, after: throwAway },
	{ name: 'notifications-360', login: 'sophie.martin', path: '/notifications', width: 360 },
	{ name: 'moderation-1280', login: 'philippe.moreau', path: '/administration/messagerie', width: 1280, diagnosis: true, prepare: haveReport },
	{ name: 'casier-360', login: 'lea.martin', path: '/casier', width: 360 },
	{ name: 'accuse-360', login: 'lea.martin', path: '/casier', width: 360, height: 1100, prepare: handInExercises },
	{ name: 'depots-1280', login: 'helene.durand', path: '/casier', width: 1280, prepare: openDeposits },
	{ name: 'corriger-1280', login: 'helene.durand', path: '/casier', width: 1280, height: 1100, prepare: correctExercises },
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
			await page.getByLabel('Message', { exact: true }).fill('Bonjour,\n\nLa sortie a lieu jeudi. Prévoir un pique-nique.');
			await page.getByRole('button', { name: /Vérifier/ }).click();
			await page.waitForLoadState();
		}
	}
];

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

async function become(page: Page, login: string): Promise<void> {
	const { cookie } = JSON.parse(execFileSync(process.execPath, [MAIN, 'accounts', 'session', login, '--json'], { encoding: 'utf8' })) as { cookie: string };
	const [name = '', value = ''] = cookie.split('=');
	await page.context().clearCookies();
	await page.context().addCookies([{ name, value, url: origin }]);
}

/** Sophie Martin reports the last message she got, once: the board of the direction is not empty then. */
async function haveReport(page: Page): Promise<void> {
	await become(page, 'sophie.martin');
	const inbox = (await (await page.request.get(`${origin}/api/v1/messaging/inbox`)).json()) as { messages: { id: string }[] };
	await page.request.post(`${origin}/api/v1/messaging/report`, {
		data: { messageId: inbox.messages[0]?.id, reason: 'other', comment: 'Ce message ne m’était pas destiné.' },
		headers: { origin }
	});
	await become(page, 'philippe.moreau');
	await page.reload();
}

async function throwAway(page: Page): Promise<void> {
	await page.goto(`${origin}/messagerie/brouillons`);
	const line = page.getByRole('listitem').filter({ hasText: 'Sortie au musée du Louvre' }).first();
	await line.getByText('Supprimer', { exact: true }).click();
	await line.getByRole('button', { name: 'Supprimer le brouillon' }).click();
	await page.waitForLoadState();
}

/** A letter with files, typed and not sent. */
async function beginLetter(page: Page): Promise<void> {
	await page.getByLabel('À qui', { exact: true }).fill('parents 5eb');
	await page.getByRole('button', { name: /Ajouter parents de la 5e B/ }).click();
	await page.getByLabel('Objet').fill('Sortie au musée du Louvre');
	await page.getByLabel('Message', { exact: true }).fill('Bonjour,\n\nLa sortie a lieu jeudi. Le programme et la liste de ce qu’il faut prévoir sont joints.');
	const asked = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Joindre des fichiers' }).click();
	await (
		await asked
	).setFiles(['Programme de la journée.txt', 'À prévoir.txt'].map((name, at) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(48_000 * (at + 1), `${name}\n`) })));
	await page.getByRole('button', { name: 'Retirer À prévoir.txt' }).waitFor();
	await page.getByText(/^Enregistré à /).waitFor();
	await page.evaluate(() => {
		scrollTo(0, 0);
	});
}

const { executablePath, args, env } = await chromiumLaunch();
const browser = await chromium.launch({ executablePath, args, env });
for (const picture of PICTURES) {
	const context = await browser.newContext({
		viewport: { width: picture.width, height: picture.height ?? (picture.width < 600 ? 740 : 800) },
		colorScheme: picture.dark ? 'dark' : 'light',
		locale: 'fr-FR',
		timezoneId: 'Europe/Paris'
	});
	const page = await context.newPage();
	if (picture.login && picture.diagnosis) await become(page, picture.login);
	else if (picture.login) {
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
	await picture.after?.(page);
	await context.close();
	process.stdout.write(`${picture.name}\n`);
}
await browser.close();
