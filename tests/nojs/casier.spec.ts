/** The whole way without JavaScript: text, a file, photos in another order, the receipt, and what is on its way. */
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { given } from '../support/casier.ts';
import { asOwner } from '../support/demo-admin.ts';
import { enter } from '../support/journey.ts';

const photo = async (name: string) => ({
	name,
	mimeType: 'image/jpeg',
	buffer: await sharp({ create: { width: 300, height: 400, channels: 3, background: '#ffeecc' } })
		.jpeg()
		.toBuffer()
});

test('without JavaScript: write, add a file, hand in, read the receipt', async ({ page, baseURL }) => {
	await enter(page, 'lea.martin', baseURL ?? '');
	const work = await given(page, { expects: ['file', 'text', 'link'] });
	await page.goto(`/casier/${work.id}`);
	await page.getByRole('link', { name: 'Rendre', exact: true }).click();
	// A short window: nothing stands over the end of what one writes in.
	await page.setViewportSize({ width: 360, height: 400 });
	await page.getByLabel('Ton texte').fill('Écrit sans script.');
	expect(await page.getByLabel('Ton texte').evaluate((one) => document.elementFromPoint(20, Math.min(one.getBoundingClientRect().bottom, innerHeight) - 12) === one)).toBe(true);
	await page.getByLabel('Ton lien').fill('pas une adresse');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.locator('.field').filter({ hasText: 'Ton lien' })).toContainText('Écris une adresse qui commence par https://');
	await page.getByLabel('Ton lien').fill('');
	await page.getByRole('button', { name: 'Ajouter des fichiers' }).click();
	// Sent again because the answer was lost, or asked for again meanwhile, it is the same form.
	const form = page.locator('form[enctype]');
	const address = await form.getAttribute('action');
	expect(address).toMatch(/[?&]cle=[0-9a-f-]{36}&/);
	await page.reload();
	await expect(form).toHaveAttribute('action', address ?? '');
	await page.locator('input[type=file]').setInputFiles([
		{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') },
		{ name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('b') }
	]);
	await page.getByRole('button', { name: 'Ajouter à mon travail' }).click();
	await expect(page.getByLabel('Ton texte')).toHaveValue('Écrit sans script.');
	await page.getByRole('button', { name: 'Retirer b.txt' }).click();
	await expect(page.getByText('b.txt')).toHaveCount(0);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé, Léa/ })).toBeVisible();
	await expect(page.getByRole('link', { name: 'a.txt' })).toBeVisible();
});

test('without JavaScript: photos in another order become one PDF; one comes back to see the receipt', async ({ page, baseURL }) => {
	await enter(page, 'lea.martin', baseURL ?? '');
	const work = await given(page, { expects: ['photo'] });
	await page.goto(`/casier/${work.id}/rendre`);
	await page.getByRole('button', { name: 'Ajouter des photos' }).click();
	await page.locator('input[type=file]').setInputFiles([await photo('recto.jpg'), await photo('verso.jpg')]);
	await page.getByRole('button', { name: 'Ajouter à mon travail' }).click();
	await page.getByRole('button', { name: 'Monter verso.jpg' }).click();
	await expect(page.getByRole('group', { name: 'Tes photos' }).getByRole('listitem').first()).toContainText('verso.jpg');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(async () => {
		const look = page.getByRole('link', { name: "Voir si c'est arrivé" });
		if (await look.isVisible()) await look.click();
		await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible({ timeout: 500 });
	}).toPass({ timeout: 60_000 });
	await expect(page.getByText('2 pages, faites de tes 2 photos')).toBeVisible();
});

test('without JavaScript: the deadline passed before the button was heard; what was saved is handed in as it was', async ({ page, baseURL }) => {
	await enter(page, 'lea.martin', baseURL ?? '');
	const work = await given(page);
	await page.goto(`/casier/${work.id}/rendre`);
	await page.getByLabel('Ton texte').fill('Écrit à temps.');
	await page.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
	await expect(page.getByLabel('Ton texte')).toHaveValue('Écrit à temps.');
	await asOwner((admin) => admin.query('update assignments.assignment set due_at = now(), cutoff_at = now() where id = $1', [work.id]));
	await page.getByLabel('Ton texte').fill('Écrit à temps. Et après.');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('alert')).toContainText('La date limite est passée. Ce que tu avais enregistré avant peut encore être rendu');
	await expect(page.getByLabel(/^Écrit après la date limite/)).toHaveValue('Écrit à temps. Et après.');
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé, Léa/ })).toBeVisible();
	await expect(page.getByText('Écrit à temps.', { exact: true })).toBeVisible();
});
