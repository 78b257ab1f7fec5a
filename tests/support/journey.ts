/** What journeys share: the demo's people, and the command line on the server's own data folder. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { DEMO_DATA } from './demo-data.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Run `preau …` beside the running server; gives what it printed. */
export function preau(...args: string[]): string {
	return preauReads('', ...args);
}

/** The same, with something to read on its standard input. */
export function preauReads(input: string, ...args: string[]): string {
	return execFileSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', input, env: { ...process.env, PREAU_DATA: DEMO_DATA, PREAU_LOG: 'error' } });
}

export function demoPassword(): string {
	return (JSON.parse(readFileSync(join(DEMO_DATA, 'demo.json'), 'utf8')) as { password: string }).password;
}

/** Log in as people do, from the login page. */
export async function logIn(page: Page, login: string, password = demoPassword()): Promise<void> {
	await page.goto('/connexion');
	await page.getByLabel('Identifiant').fill(login);
	await page.getByLabel('Mot de passe').fill(password);
	await page.getByRole('button', { name: 'Se connecter' }).click();
	await expect(page).toHaveURL(/\/accueil$/);
}

/** Diagnosis sessions this worker has opened: each costs a command line of its own. */
const opened = new Map<string, { cookie: string; at: number }>();
/** They last fifteen minutes; well before, another is opened. */
const REUSED_MS = 8 * 60_000;

/** A diagnosis session: quick, and without a second factor. The one opened before, while it still opens something. */
export async function enter(page: Page, login: string, baseURL: string): Promise<void> {
	const before = opened.get(login);
	if (before && Date.now() - before.at < REUSED_MS) {
		await carry(page, before.cookie, baseURL);
		// A journey may have logged it out, or closed every session of the account.
		if ((await page.request.get(`${baseURL}/accueil`, { maxRedirects: 0 })).status() === 200) return;
	}
	const { cookie } = JSON.parse(preau('accounts', 'session', login, '--json')) as { cookie: string };
	opened.set(login, { cookie, at: Date.now() });
	await carry(page, cookie, baseURL);
}

async function carry(page: Page, cookie: string, baseURL: string): Promise<void> {
	const [name = '', value = ''] = cookie.split('=');
	await page.context().addCookies([{ name, value, url: baseURL }]);
}

/** From here on the page is somebody else's, by a diagnosis session. */
export async function become(page: Page, login: string, baseURL: string | undefined): Promise<void> {
	await page.context().clearCookies();
	await enter(page, login, baseURL ?? '');
}

/** A subject no other journey wrote. */
export function unique(text: string): string {
	return `${text} ${randomUUID().slice(0, 8)}`;
}

/** The page as it is open now has no fault axe knows of. One frame, so without the second page axe opens to join frames. */
export async function noViolation(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
	expect(violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([]);
}

export async function logOut(page: Page): Promise<void> {
	await page.goto('/deconnexion');
	await page.getByRole('main').getByRole('button', { name: 'Se déconnecter' }).click();
	await expect(page).toHaveURL(/\/connexion$/);
}

/** The line of a letter, once it has left: what is sent from a page can be undone for ten seconds. */
export async function arrived(page: Page, subject: string, path = '/messagerie'): Promise<Locator> {
	const line = page.getByRole('link', { name: subject });
	await expect(async () => {
		await page.goto(path);
		await expect(line).toBeVisible({ timeout: 1_000 });
	}).toPass({ timeout: 40_000 });
	return line;
}
