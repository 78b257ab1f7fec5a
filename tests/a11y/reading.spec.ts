/** The reading panel: for everybody, on this device before there is an account, then kept with it. */
import { expect, test } from '@playwright/test';
import { enter, logIn } from '../support/journey.ts';

test('a visitor reads the login page larger, in another typeface', async ({ page }) => {
	await page.goto('/affichage?retour=/connexion');
	await page.getByLabel('Très grande').check();
	await page.getByLabel('Lexend').check();
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page).toHaveURL(/\/connexion$/);
	await expect(page.locator('html')).toHaveAttribute('data-display', 'larger font-lexend');
	await page.goto('/affichage?retour=/connexion');
	await page.getByLabel('Normale').check();
	await page.getByLabel('Atkinson Hyperlegible').check();
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await expect(page.locator('html')).toHaveAttribute('data-display', '');
});

test('the clear band follows the pointer and the keyboard, and is kept with the account', async ({ page, browser, baseURL }) => {
	await logIn(page, 'ines.traore');
	await page.goto('/affichage');
	await page.getByLabel('Garder quelques lignes claires').check();
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	const elsewhere = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width: 360, height: 740 } });
	const phone = await elsewhere.newPage();
	await enter(phone, 'ines.traore', baseURL ?? '');
	await phone.goto('/aide');
	const band = phone.locator('.line-band');
	const middle = async () => {
		const box = await band.boundingBox();
		return box ? Math.round(box.y + box.height / 2) : 0;
	};
	await phone.mouse.move(100, 500);
	await expect.poll(middle).toBe(500);
	await phone.getByRole('link', { name: 'Préau' }).first().focus();
	await expect.poll(middle).toBeLessThan(200);
	await phone.getByRole('link', { name: 'Accueil' }).last().click();
	await expect(phone, 'the band is only drawn: one presses through it').toHaveURL(/\/accueil$/);
	await elsewhere.close();
});

// The tests' Chromium has no voice: a device is played that has one, and says what it was asked to say.
const VOICES = (local: boolean) => `
	const voice = { lang: 'fr-FR', localService: ${String(local)}, name: 'Voix' };
	window.said = [];
	window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
	Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
		getVoices: () => [voice], cancel() {},
		speak(one) { window.said.push(one.text); if (window.said.length < 3) queueMicrotask(() => one.dispatchEvent(new Event('end'))); }
	}) });`;

test('a page is read aloud block by block, and stops when asked', async ({ page }) => {
	await page.addInitScript(VOICES(true));
	await logIn(page, 'ines.traore');
	await page.goto('/affichage');
	await page.getByLabel('Montrer le bouton').check();
	await page.getByRole('button', { name: 'Enregistrer' }).click();
	await page.goto('/aide');
	await page.getByRole('button', { name: 'Écouter la page' }).click();
	await expect(page.locator('.spoken')).toHaveCount(1);
	const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
	expect(said[0]).toBe('Aide');
	await expect(page.locator('.spoken')).toHaveText(said[2] ?? '');
	await page.getByRole('button', { name: 'Arrêter la lecture' }).click();
	await expect(page.locator('.spoken')).toHaveCount(0);
	await expect(page.getByRole('button', { name: 'Écouter la page' })).toBeFocused();
});

test('a voice that would send the text away is not offered', async ({ page, baseURL }) => {
	await page.addInitScript(VOICES(false));
	await enter(page, 'ines.traore', baseURL ?? '');
	await page.goto('/aide');
	await expect(page.locator('[data-aloud]')).toHaveCount(1);
	await expect(page.getByRole('button', { name: 'Écouter la page' })).toHaveCount(0);
});
