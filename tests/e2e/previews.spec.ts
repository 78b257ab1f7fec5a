/** What came with a message is looked at without being opened: pages of a PDF and pictures, drawn by the server. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { become, noViolation, unique } from '../support/journey.ts';
import { pdf, sendFile } from '../support/documents.ts';

const photo = () =>
	sharp({ create: { width: 900, height: 600, channels: 3, background: '#3a7d44' } })
		.jpeg()
		.toBuffer();
const broken = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000, 'x')]);

test('a parent looks at the PDF and the picture of a message page by page; a broken one says so', async ({ page, baseURL }) => {
	const subject = unique('Plan de la sortie');
	await become(page, 'helene.durand', baseURL);
	await page.goto('/aide');
	const files = [];
	// A picture of its own each time: the same bytes would be drawn already.
	for (const [name, bytes] of [
		['plan.pdf', await pdf(3, { info: { Title: subject } })],
		['photo.jpg', await photo()],
		['abime.pdf', Buffer.concat([broken, Buffer.from(subject)])]
	] as const)
		files.push(await sendFile(page, 'message', name, bytes));
	const found = (await (await page.request.get('/api/v1/messaging/find-recipients?q=sophie%20martin')).json()) as { suggestions: { token: string }[] };
	const letter = { to: [found.suggestions[0]?.token], subject, body: 'Voici le plan.', key: randomUUID(), files };
	const sent = await page.request.post('/api/v1/messaging/send', { data: letter, headers: { origin: baseURL ?? '' } });
	expect(sent.status(), await sent.text()).toBe(200);
	const { threadId } = (await sent.json()) as { threadId: string };

	await become(page, 'sophie.martin', baseURL);
	await page.goto(`/messagerie/${threadId}`);
	await page.getByRole('link', { name: 'Voir plan.pdf' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'plan.pdf' })).toBeVisible();
	// Drawn by a worker for the first who looks; the page looks again by itself.
	for (const number of [1, 2, 3]) {
		const picture = page.getByRole('img', { name: `Page ${number} de plan.pdf` });
		await picture.scrollIntoViewIfNeeded({ timeout: 20_000 });
		await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(1_000);
	}
	await expect(page.getByText('Page 3 sur 3')).toBeVisible();
	await expect(page.getByRole('progressbar')).toHaveCount(0);
	expect(await page.getByRole('img', { name: 'Page 3 de plan.pdf' }).getAttribute('loading')).toBe('lazy');
	await noViolation(page);
	const address = (await page.getByRole('img', { name: 'Page 2 de plan.pdf' }).getAttribute('src')) ?? '';
	const answer = await page.request.get(address);
	expect([answer.headers()['content-security-policy'], answer.headers()['x-content-type-options']]).toEqual(["default-src 'none'; sandbox", 'nosniff']);
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Télécharger' }).click()]);
	expect(download.suggestedFilename()).toBe('plan.pdf');

	await page.getByRole('link', { name: 'Revenir à la page précédente' }).click();
	await expect(page).toHaveURL(new RegExp(threadId));
	await page.getByRole('link', { name: 'Voir photo.jpg' }).click();
	await expect.poll(() => page.getByRole('img', { name: 'Image photo.jpg' }).evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(900);

	await page.goBack();
	await page.getByRole('link', { name: 'Voir abime.pdf' }).click();
	await expect(page.getByText("Ce document ne s'affiche pas ici")).toBeVisible({ timeout: 20_000 });
	await noViolation(page);
});

test('one’s own files are looked at from « Mes fichiers », and a reported one from its report, as long as it is open @once', async ({ page, baseURL }) => {
	const subject = unique('À signaler');
	await become(page, 'helene.durand', baseURL);
	await page.goto('/aide');
	const name = `${subject}.pdf`;
	const id = await sendFile(page, 'message', name, await pdf(2, { info: { Title: subject } }));
	await page.goto('/compte/fichiers');
	await page.getByRole('link', { name: `Voir ${name}` }).click();
	await expect(page.getByRole('img', { name: `Page 1 de ${name}` })).toBeVisible({ timeout: 20_000 });
	await page.getByRole('link', { name: 'Revenir à la page précédente' }).click();
	await expect(page).toHaveURL(/\/compte\/fichiers$/);
	await noViolation(page);
	const found = (await (await page.request.get('/api/v1/messaging/find-recipients?q=sophie%20martin')).json()) as { suggestions: { token: string }[] };
	const letter = { to: [found.suggestions[0]?.token], subject, body: 'Voici.', key: randomUUID(), files: [id] };
	const sent = (await (await page.request.post('/api/v1/messaging/send', { data: letter, headers: { origin: baseURL ?? '' } })).json()) as { messageId: string };

	await become(page, 'philippe.moreau', baseURL);
	const pictureOf = async () => [(await page.request.get(`/fichiers/${id}/pages/1`)).status(), (await page.request.get(`/fichiers/apercu/${id}`)).status()];
	expect(await pictureOf()).toEqual([404, 404]);
	await become(page, 'sophie.martin', baseURL);
	const reported = await page.request.post('/api/v1/messaging/report', { data: { messageId: sent.messageId, reason: 'insult' }, headers: { origin: baseURL ?? '' } });
	expect(reported.status(), await reported.text()).toBe(200);
	await become(page, 'philippe.moreau', baseURL);
	await page.goto('/administration/messagerie');
	await page.getByRole('link', { name: `Voir ${name}` }).click();
	await expect(page.getByRole('img', { name: `Page 1 de ${name}` })).toBeVisible({ timeout: 20_000 });
	expect(await pictureOf()).toEqual([200, 200]);
	await page.getByRole('link', { name: 'Revenir à la page précédente' }).click();
	await noViolation(page);
	const report = page.getByRole('article').filter({ hasText: name });
	await report.getByRole('button', { name: 'Décider' }).click();
	await expect(page.getByRole('article').filter({ hasText: name })).toHaveCount(0);
	expect(await pictureOf()).toEqual([404, 404]);
});
