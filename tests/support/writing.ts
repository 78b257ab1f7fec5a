/** What journeys that write letters share. */
import { randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { become } from './journey.ts';

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

/** Sent as another program would, by the API, from who the page belongs to; the status of the answer. */
export async function sendByApi(page: Page, baseURL: string | undefined, to: string, subject: string): Promise<number> {
	const found = (await (await page.request.get(`/api/v1/messaging/find-recipients?q=${encodeURIComponent(to)}`)).json()) as { suggestions: { token: string }[] };
	const letter = { to: [found.suggestions[0]?.token], subject, body: 'Le rendez-vous est jeudi à la médiathèque.', key: randomUUID() };
	return (await page.request.post('/api/v1/messaging/send', { data: letter, headers: { origin: baseURL ?? '' } })).status();
}

/** A message that came a moment ago. */
export async function receive(page: Page, baseURL: string | undefined, from: string, to: string, subject: string): Promise<void> {
	await become(page, from, baseURL);
	expect(await sendByApi(page, baseURL, to, subject)).toBe(200);
}
