/** Files in a letter: sent beside the writing, one taken away, resumed, read by who received it and nobody else. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { arrived, become, noViolation, unique } from '../support/journey.ts';
import { arrivedWhole, attached, begin, choose, textFile as text } from '../support/writing.ts';

test.setTimeout(120_000);

test('several files are attached, one is taken away, the others arrive; who did not receive them gets nothing', async ({ page, baseURL }) => {
	const subject = unique('Avec fichiers');
	await become(page, 'karim.benali', baseURL);
	await begin(page, subject, 'Voici les fichiers.');
	await choose(page, text('programme.txt', 'Neuf heures'), text('erreur.txt', 'À ne pas envoyer'), text('liste des élèves.txt', 'Léa, Tom'));
	for (const name of ['programme.txt', 'erreur.txt', 'liste des élèves.txt']) await arrivedWhole(page, name);
	await expect(attached(page).getByRole('listitem').filter({ hasText: 'programme.txt' })).toContainText(/11.octets/);
	await noViolation(page);
	await attached(page).getByRole('button', { name: 'Retirer erreur.txt' }).click();
	await expect(attached(page).getByText('erreur.txt')).toHaveCount(0);
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('list', { name: 'Fichiers joints' }).getByRole('listitem')).toHaveText([/^programme\.txt 11.octets$/, /^liste des élèves\.txt 9.octets$/]);
	await noViolation(page);
	await page.getByRole('button', { name: 'Envoyer à Mme Hélène Durand' }).click();
	await expect(page.getByText('Message envoyé à 1 personne.')).toBeVisible();

	await become(page, 'helene.durand', baseURL);
	await (await arrived(page, subject)).click();
	const article = page.getByRole('article');
	await expect(article.getByText('erreur.txt')).toHaveCount(0);
	const [download] = await Promise.all([page.waitForEvent('download'), article.getByRole('link', { name: /programme\.txt/ }).click()]);
	expect(await readFile(await download.path(), 'utf8')).toBe('Neuf heures');
	const zip = await page.request.get((await article.getByRole('link', { name: 'Tout télécharger' }).getAttribute('href')) ?? '');
	expect(zip.headers()['content-type']).toBe('application/zip');
	expect((await zip.body()).subarray(0, 2).toString()).toBe('PK');
	const address = (await article.getByRole('link', { name: /programme\.txt/ }).getAttribute('href')) ?? '';
	await noViolation(page);

	await become(page, 'sophie.martin', baseURL);
	expect((await page.request.get(address)).status()).toBe(404);
});

test('a file too large is told before it is sent, a program after, and neither keeps the letter back', async ({ page, baseURL }) => {
	await become(page, 'karim.benali', baseURL);
	await begin(page, unique('Refusés'), 'Voici les fichiers.');
	await choose(page, text('jeu.exe', 'MZ'));
	await expect(attached(page).getByText('Les programmes ne sont pas acceptés.')).toBeVisible();
	await noViolation(page);
	await attached(page).getByRole('button', { name: 'Retirer jeu.exe' }).click();
	await page.evaluate(() => {
		const transfer = new DataTransfer();
		const file = new File(['x'], 'film.mp4');
		Object.defineProperty(file, 'size', { value: 200 * 1024 * 1024 });
		transfer.items.add(file);
		const input = document.querySelector<HTMLInputElement>('[data-attach] input[type=file]');
		Object.defineProperty(input, 'files', { value: [file], configurable: true });
		input?.dispatchEvent(new Event('change'));
	});
	await expect(attached(page).getByText(/Ce fichier est trop lourd.: 100.Mo au plus/)).toBeVisible();
	await page.getByRole('button', { name: "Vérifier avant d'envoyer" }).click();
	await expect(page.getByRole('heading', { name: /1 personne recevra ce message/ })).toBeVisible();
});

test('a lost network: the file waits, says so, and goes on when the network is back', async ({ page, baseURL }) => {
	await become(page, 'karim.benali', baseURL);
	await begin(page, unique('Coupure'), 'Voici les fichiers.');
	await choose(page, text('premier.txt', 'a'));
	await arrivedWhole(page, 'premier.txt');
	await page.context().setOffline(true);
	await choose(page, text('second.txt', 'b'));
	await expect(attached(page).getByText(/reprend où il était dès que le réseau revient/)).toBeVisible();
	await page.context().setOffline(false);
	await arrivedWhole(page, 'second.txt');
});
