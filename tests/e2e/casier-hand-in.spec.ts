/** A pupil hands in: by text, files, photos, on a bad line, in two windows, after a session ended; his family looks on. */
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { given, handedIn } from '../support/casier.ts';
import { become, enter, noViolation } from '../support/journey.ts';

test.setTimeout(120_000);

const text = (name: string, words: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(words) });
const photo = async (name: string, colour: string) => ({
	name,
	mimeType: 'image/jpeg',
	buffer: await sharp({ create: { width: 300, height: 400, channels: 3, background: colour } })
		.jpeg()
		.toBuffer()
});
const lines = (page: Page, name = 'Tes fichiers') => page.getByRole('group', { name });

async function choose(page: Page, button: string, ...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
	const asked = page.waitForEvent('filechooser');
	// Before the page's script has come a button of the same name leads to a page of its own.
	await page.getByRole('button', { name: button }).and(page.locator('[data-open]')).click();
	await (await asked).setFiles(files);
}

test('from the list to the receipt: text and a file, a second version, taken back; the family sees it, another does not', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page);
	await page.goto('/casier');
	await expect(page.getByRole('listitem').filter({ hasText: work.title })).toContainText('Tu rends un fichier ou un texte.');
	await page.getByRole('link', { name: work.title }).click();
	await expect(page.getByText('Tu rends un fichier ou un texte.')).toBeVisible();
	await noViolation(page);
	await page.getByRole('link', { name: 'Rendre', exact: true }).click();
	await page.getByLabel('Ton texte').fill('Voici mes réponses.');
	await choose(page, 'Ajouter des fichiers', text('exercices.txt', 'Douze'));
	await expect(lines(page).getByText('bien arrivé', { exact: true })).toBeVisible();
	await expect(page.getByText(/^Enregistré à/)).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé, Léa/ })).toBeVisible();
	await expect(page.getByText("à l'heure")).toBeVisible();
	await expect(page.getByRole('link', { name: 'exercices.txt' })).toBeVisible();
	await noViolation(page);
	const receipt = page.url();
	const statement = await page.request.get(`${receipt}/accuse.txt`);
	expect(await statement.text()).toContain('travail: ' + work.title);
	expect((await (await page.request.get(`${receipt}/accuse.sig`)).body()).length).toBe(64);

	await page.getByRole('link', { name: "Vérifier l'accusé" }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Cet accusé est authentique' })).toBeVisible();
	await expect(page.getByRole('main')).not.toContainText('Martin');
	await noViolation(page);

	await page.goto(`/casier/${work.id}`);
	await page.getByRole('link', { name: 'Remplacer mon travail' }).click();
	await expect(page.getByRole('link', { name: 'Voir ce que tu as déjà rendu' })).toHaveAttribute('href', new URL(receipt).pathname);
	await page.getByLabel('Ton texte').fill('En mieux.');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page).toHaveURL(/\/casier\/accuse\//);
	await page.goto(`/casier/${work.id}`);
	await expect(page.getByRole('link', { name: 'Version 2' })).toBeVisible();
	await expect(page.getByText('remplacé depuis')).toBeVisible();
	await page.getByText('Retirer mon travail').click();
	await noViolation(page);
	await page.getByRole('button', { name: 'Retirer', exact: true }).click();
	await expect(page.getByText('Ton travail est retiré.')).toBeVisible();

	await become(page, 'sophie.martin', baseURL);
	await page.goto(receipt);
	await expect(page.getByRole('heading', { level: 1, name: 'Accusé de dépôt de Léa Martin' })).toBeVisible();
	await noViolation(page);
	await page.goto(`/casier/${work.id}`);
	await expect(page.getByText('pas encore déposé')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Rendre', exact: true })).toHaveCount(0);
	await noViolation(page);
	await become(page, 'karim.benali', baseURL);
	expect((await page.request.get(receipt)).status()).toBe(404);
});

test('photos become one PDF in the order one gives them, and the receipt shows by itself', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { expects: ['photo'] });
	await page.goto(`/casier/${work.id}/rendre`);
	await choose(page, 'Choisir des photos', await photo('recto.jpg', '#ffeecc'), await photo('verso.jpg', '#ccddff'));
	const photos = lines(page, 'Tes photos');
	await expect(photos.getByText('bien arrivé', { exact: true })).toHaveCount(2);
	await photos.getByRole('button', { name: 'Monter verso.jpg' }).focus();
	await page.keyboard.press('Enter');
	await expect(photos.getByRole('listitem').first()).toContainText('verso.jpg');
	await noViolation(page);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByText('Ton travail est en route').or(page.getByRole('heading', { name: /^C'est déposé/ }))).toBeVisible();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible({ timeout: 60_000 });
	await expect(page.getByText('2 pages, faites de tes 2 photos')).toBeVisible();
});

test('a voice recorded on the page and a link: refused the microphone, one is told what to do', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { expects: ['audio', 'link'] });
	await page.goto(`/casier/${work.id}/rendre`);
	await page.getByLabel('Ton lien').fill('https://example.org/exposé');
	const record = page.getByRole('button', { name: 'Enregistrer ma voix' });
	// The Chromium of the tests lets everybody listen: once it answers as one that was told not to.
	await page.evaluate(() => {
		const devices = navigator.mediaDevices;
		const asked = devices.getUserMedia.bind(devices);
		devices.getUserMedia = () => {
			devices.getUserMedia = asked;
			return Promise.reject(new DOMException('', 'NotAllowedError'));
		};
	});
	await record.click();
	await expect(page.getByRole('alert')).toContainText("Le micro n'est pas autorisé");
	await record.click();
	await expect(page.getByRole('timer')).toHaveText('0:01');
	await page.getByRole('button', { name: 'Arrêter' }).click();
	await expect(lines(page).getByText('bien arrivé', { exact: true })).toBeVisible();
	await noViolation(page);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible({ timeout: 60_000 });
	await expect(page.getByRole('link', { name: /\.weba/ })).toBeVisible();
	await expect(page.getByText('https://example.org/expos').first()).toBeVisible();
});

test('« Rendre » is pressed while bytes are on their way; the tab is closed, and sending goes on next time by itself', async ({ page, baseURL, context }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { expects: ['file'] });
	await page.goto(`/casier/${work.id}/rendre`);
	// No byte passes: the row is made, its bytes wait.
	await page.route(/\/fichiers\/envoi\/./, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
	await choose(page, 'Ajouter des fichiers', text('film.txt', 'x'.repeat(50_000)));
	await expect(lines(page).locator('li input[name=files]')).not.toHaveValue('');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByText('Ton travail est en route')).toBeVisible();
	await noViolation(page);
	await page.close();

	const again = await context.newPage();
	await again.goto(`/casier/${work.id}`);
	await expect(again.getByText(/c'est cette heure qui compte/)).toBeVisible();
	await again.getByRole('link', { name: "Voir l'envoi" }).click();
	await expect(again.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible({ timeout: 40_000 });
	await expect(again.getByRole('link', { name: 'film.txt' })).toBeVisible();
});

test('a lost line: nothing is handed in, the page says so, and does it by itself when the line is back', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page);
	await page.goto(`/casier/${work.id}/rendre`);
	await page.getByLabel('Ton texte').fill('Écrit avant la coupure.');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByText(/Pas encore déposé/)).toBeVisible();
	await page.context().setOffline(false);
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible({ timeout: 40_000 });
	await expect(page.getByText('Écrit avant la coupure.')).toBeVisible();
});

test('the session ended meanwhile: what is typed stays, is saved once one is back, and then handed in', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page);
	await page.goto(`/casier/${work.id}/rendre`);
	await page.context().clearCookies();
	await page.getByLabel('Ton texte').fill('Écrit sans session.');
	await expect(page.getByRole('heading', { name: "Ta session s'est terminée" })).toBeVisible();
	await noViolation(page);
	await enter(page, 'lea.martin', baseURL ?? '');
	await page.reload();
	await expect(page.getByLabel('Ton texte')).toHaveValue('Écrit sans session.');
	await expect(page.getByText(/^Enregistré à/)).toBeVisible();
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByText('Écrit sans session.')).toBeVisible();
});

test('two windows: the second is asked, and nothing typed is lost', async ({ page, baseURL, context }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page);
	await page.goto(`/casier/${work.id}/rendre`);
	const other = await context.newPage();
	await other.goto(`/casier/${work.id}/rendre`);
	await page.getByLabel('Ton texte').fill('De la première.');
	await expect(page.getByText(/^Enregistré à/)).toBeVisible();
	await other.getByLabel('Ton texte').fill('De la seconde.');
	await expect(other.getByRole('heading', { name: 'Deux fenêtres ouvertes' })).toBeVisible();
	await noViolation(other);
	await expect(other.getByLabel('Ton texte')).toHaveValue('De la seconde.');
	await other.getByRole('button', { name: 'Garder ce qui est écrit ici' }).click();
	await expect(other.getByText(/^Enregistré à/)).toBeVisible();
	await other.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(other.getByText('De la seconde.')).toBeVisible();
});

test('home: what waits is first, and a family sees it on the child’s card', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { dueAt: new Date(Date.now() + 3_600_000).toISOString() });
	await page.goto('/accueil');
	await expect(page.getByRole('heading', { level: 1, name: /^Salut Léa, \d+ trava/ })).toBeVisible();
	await expect(page.getByRole('main').getByRole('link', { name: work.title })).toBeVisible();
	await noViolation(page);
	await become(page, 'sophie.martin', baseURL);
	await page.goto('/accueil');
	await expect(page.getByRole('link', { name: /à rendre$/ }).first()).toBeVisible();
	await noViolation(page);
});

test('a receipt that is not one is said so, to anybody', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const done = await handedIn(page);
	const statement = await (await page.request.get(`/casier/accuse/${done.submissionId}/accuse.txt`)).text();
	const signature = (await (await page.request.get(`/casier/accuse/${done.submissionId}/accuse.sig`)).body()).toString('base64url');
	await page.context().clearCookies();
	await page.goto('/casier/verifier');
	await page.getByText('Avec les fichiers téléchargés').click();
	await page.getByLabel("Texte de l'accusé").fill(statement.replace('Léa', 'Tom'));
	await page.getByLabel('Signature', { exact: true }).fill(signature);
	await page.getByRole('button', { name: 'Vérifier' }).last().click();
	await expect(page.getByRole('heading', { level: 1, name: "Cet accusé n'est pas authentique" })).toBeVisible();
	await noViolation(page);
	await page.getByLabel("Texte de l'accusé").fill(statement);
	await page.getByRole('button', { name: 'Vérifier' }).last().click();
	await expect(page.getByRole('heading', { level: 1, name: 'Cet accusé est authentique' })).toBeVisible();
});
