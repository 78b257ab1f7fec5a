/** Around a deadline, over a session that ends, after a year that did: what was ready in time is handed in, what was sent is not sent again, what never came back is said. */
import { expect, test } from '@playwright/test';
import { ask, given } from '../support/casier.ts';
import { asOwner } from '../support/demo-admin.ts';
import { become, enter, noViolation, unique } from '../support/journey.ts';
import { at, classOfLea, yearBefore } from '../support/past.ts';

test('the deadline passes while one writes: what was saved before it is handed in as it was, and the rest is shown beside it @once', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { expects: ['text', 'link'] });
	await page.goto(`/casier/${work.id}/rendre`);
	await page.getByLabel('Ton texte').fill('Écrit à temps.');
	await page.getByLabel('Ton lien').fill('pas une adresse');
	await expect(page.getByText('Pas encore enregistré. Écris une adresse qui commence par https://.')).toBeVisible();
	await page.getByLabel('Ton lien').fill('');
	await expect(page.getByText(/^Enregistré à/)).toBeVisible();
	await asOwner((admin) => admin.query('update assignments.assignment set due_at = now(), cutoff_at = now() where id = $1', [work.id]));
	await page.getByLabel('Ton texte').fill('Écrit à temps. Et un peu après.');
	await expect(page.getByRole('alert').filter({ hasText: 'La date limite est passée.' })).toBeVisible();
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'La date limite est passée, mais ton travail était prêt' })).toBeVisible();
	await expect(page.getByLabel('Ton texte')).toHaveValue('Écrit à temps.');
	await expect(page.getByLabel('Ton texte')).not.toBeEditable();
	await expect(page.getByLabel(/^Écrit après la date limite/)).toHaveValue('Écrit à temps. Et un peu après.');
	await noViolation(page);
	await page.goto(`/casier/${work.id}`);
	await expect(page.getByText(/Tu peux encore le rendre jusqu'à/).first()).toBeVisible();
	await expect(page.getByRole('main')).not.toContainText('Demande un délai');
	await noViolation(page);
	await page.getByRole('link', { name: 'Rendre', exact: true }).click();
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible();
	await expect(page.getByText('Écrit à temps.', { exact: true })).toBeVisible();
});

test('the session ends while a file is sent: logged in again in another tab, the file goes on where it was @once', async ({ page, baseURL }) => {
	await become(page, 'lea.martin', baseURL);
	const work = await given(page, { expects: ['file'] });
	await page.goto(`/casier/${work.id}/rendre`);
	const bytes = Buffer.alloc(400_000, 'Il était une fois. ');
	const HALF = 200_000;
	let drops = true;
	const asked: string[] = [];
	await page.route(/\/fichiers\/envoi/, async (route) => {
		const request = route.request();
		asked.push(`${request.method()} ${request.headers()['upload-offset'] ?? ''}`.trim());
		if (request.method() !== 'PATCH' || !drops) return route.continue();
		// The line drops in the middle, and the session is over when it is back.
		drops = false;
		const headers = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', origin: baseURL ?? '' };
		const half = await page.request.patch(request.url(), { headers, data: bytes.subarray(0, HALF) });
		expect(half.status()).toBe(204);
		await page.context().clearCookies();
		return route.abort();
	});
	const chosen = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Ajouter des fichiers' }).and(page.locator('[data-open]')).click();
	await (await chosen).setFiles([{ name: 'conte.txt', mimeType: 'text/plain', buffer: bytes }]);
	const line = page.getByRole('group', { name: 'Tes fichiers' });
	await expect(line.getByText(/Ta session s'est terminée\..* l'envoi reprend où il était/)).toBeVisible();
	await expect(line.getByRole('link', { name: 'Se connecter dans un autre onglet' })).toHaveAttribute('target', '_blank');
	await noViolation(page);
	await enter(page, 'lea.martin', baseURL ?? '');
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(line.getByText('bien arrivé', { exact: true })).toBeVisible();
	expect(asked).toEqual(['POST', 'PATCH 0', 'HEAD', 'HEAD', `PATCH ${HALF}`]);
	await page.getByRole('button', { name: 'Rendre', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: /^C'est déposé/ })).toBeVisible();
	const { versions } = await ask<{ versions: { files: { name: string; size: number }[] }[] }>(page, 'show', { id: work.id });
	expect(versions[0]?.files).toMatchObject([{ name: 'conte.txt', size: bytes.length }]);
});

test('corrections that were never given back are said on the page of the year that is over @once', async ({ page, baseURL }) => {
	const year = yearBefore();
	const title = unique('Jamais revenu');
	const { classId, pupilId } = await classOfLea();
	const id = await at(new Date(`${year + 1}-05-11T10:00:00Z`), async (past) => {
		const content = { title, groupIds: [classId], expects: ['text'], dueAt: `${year + 1}-05-20T18:00` };
		const made = await past.as('helene.durand', 'assignments.create-assignment', content);
		await past.as('helene.durand', 'assignments.publish-assignment', { id: made.id });
		const draft = await past.as('lea.martin', 'assignments.begin-submission', { assignmentId: made.id });
		await past.as('lea.martin', 'assignments.hand-in', { submissionId: draft.id, body: 'Fait.' });
		await past.as('helene.durand', 'assignments.save-review', { id: made.id, pupilId, revision: 0, body: 'À relire.' });
		return made.id;
	});
	await become(page, 'helene.durand', baseURL);
	await page.goto(`/casier?annee=${year}`);
	const note = page.locator('.note').filter({ has: page.getByRole('heading', { name: /jamais été rendue/ }) });
	await expect(note.getByRole('listitem').filter({ hasText: title })).toContainText('(1 correction)');
	await noViolation(page);
	await note.getByRole('link', { name: title }).click();
	await expect(page).toHaveURL(new RegExp(`/casier/${id}/depots`));
	await page.goto('/casier');
	await expect(page.getByText(/jamais été rendue/)).toHaveCount(0);
});
