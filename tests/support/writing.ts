/** What journeys that write letters share. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Addressed to Mme Hélène Durand, named, typed, not yet sent. Where there is no script, the search has a button. */
export async function begin(page: Page, subject: string, text: string, script = true): Promise<void> {
	await page.goto('/messagerie/ecrire');
	await page.getByLabel('À qui', { exact: true }).fill('durand');
	if (!script) await page.getByRole('main').getByRole('button', { name: 'Chercher', exact: true }).first().click();
	await page.getByRole('button', { name: /Ajouter .*Hélène Durand/ }).click();
	await page.getByLabel('Objet').fill(subject);
	await page.getByLabel('Message', { exact: true }).fill(text);
}

/** Said by the page once the server has the draft. */
export const saved = (page: Page): Locator => page.getByText(/^Enregistré à /);

export const attached = (page: Page): Locator => page.getByRole('group', { name: 'Fichiers joints' });

export const textFile = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });

export async function choose(page: Page, ...files: ReturnType<typeof textFile>[]): Promise<void> {
	const asked = page.waitForEvent('filechooser');
	await attached(page).getByRole('button', { name: 'Joindre des fichiers' }).click();
	await (await asked).setFiles(files);
}

/** All of the file has arrived, and the letter names it. */
export async function arrivedWhole(page: Page, name: string): Promise<void> {
	await expect(attached(page).getByRole('button', { name: `Retirer ${name}` })).toHaveAttribute('value', /.+/);
}
